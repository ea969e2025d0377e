import { expect, test } from 'vitest';
import { nameFault, nameForMail, plainText, sentenceFault } from './person-name.ts';

test.each([
  ['Ada Lovelace'],
  ['J.R.R.Tolkien'],
  ['Jean-Luc O’Neill, 3rd'],
  ['李小龍'],
  ['Владимир'],
  ['علی\u200cرضا'],
  ['ශ්\u200dරී'],
  ['Zoë'],
])('M5: “%s” is a name', (name) => {
  expect(nameFault(name)).toBeUndefined();
});

test.each([
  ['a line break', 'customer,\n\nYour payment failed'],
  ['another line break', 'customer\u2028pay'],
  ['a web address', 'see https://evil.example/pay'],
  ['a host', 'evil.example'],
  ['a host in capitals', 'EVIL.COM'],
  ['www', 'www.Evil'],
  ['a bidirectional override', 'Ada \u202Egnp.exe'],
  ['a control character', 'A\u0002da'],
  ['a joiner without letters', '\u200D\u200D'],
  ['only zero-width spaces', '\u200B\u200B'],
  ['only empty Braille', '\u2800'],
  ['only a Mongolian separator', '\u180E'],
  ['only a Hangul filler', '\u3164'],
  ['only spaces', '   '],
  ['only signs', '--'],
  ['a private character', 'Ada\uE000'],
])('M5: %s is refused in a name', (_kind, name) => {
  expect(nameFault(name)).toBeDefined();
});

test('M5: a name is stored composed and without spaces around it', () => {
  expect(plainText('  Zoe\u0308   Smith ')).toBe('Zoë Smith');
});

test('M5: a sentence may name Node.js and break its lines, and holds no address', () => {
  expect(sentenceFault('I like Node.js.\nAnd C++')).toBeUndefined();
  expect(sentenceFault('pay at evil.example/now')?.code).toBe('web_address');
  expect(sentenceFault('http://evil')?.code).toBe('web_address');
  expect(sentenceFault('\u202Ebackwards')?.code).toBe('unseen_characters');
});

test('M5: a stored name goes into a mail as one line without a link', () => {
  expect(nameForMail('customer,\n\nPay: https://evil.example/pay\u202E')).toBe(
    'customer, Pay: https evil. example/pay',
  );
  expect(nameForMail('Ada Lovelace')).toBe('Ada Lovelace');
});
