import { expect, test } from 'vitest';
import { catalogueLanguages, compileLanguage } from './message-catalogue.ts';
import { wholeWords } from './src/lib/texts/whole-words.ts';

test('D44: no line ends within “e-mail”; a longer word may be broken at its hyphen', () => {
  expect(wholeWords('Confirm your e-mail address')).toBe('Confirm your e-\u2060mail address');
  expect(wholeWords('Bestätige deine E-Mail-Adresse')).toBe('Bestätige deine E-\u2060Mail-Adresse');
  expect(wholeWords('a well-known right-to-left text')).toBe('a well-known right-to-left text');
  expect(wholeWords('E-mail')).toBe('E-mail');
});

test.each(catalogueLanguages())('D44: every text of the site in %s is built so', (language) => {
  const broken: string[] = [];
  const visit = (texts: Record<string, unknown>, place: string): void => {
    for (const [key, text] of Object.entries(texts)) {
      const here = `${place}.${key}`;
      if (typeof text === 'object' && text !== null) visit(text as Record<string, unknown>, here);
      else if (typeof text === 'string' && /\s/.test(text) && /(?<![\p{L}\p{N}-])\p{L}-\p{L}/u.test(text))
        broken.push(here);
    }
  };
  visit(compileLanguage(language), language);
  expect(broken).toEqual([]);
});
