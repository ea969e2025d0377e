import { expect, test } from 'vitest';
import { en } from '#lib/texts/english.ts';
import { faultsInWords } from './faults-in-words.ts';

test('D27: every reason for which a field can be refused is a whole sentence', () => {
  for (const [code, say] of Object.entries(en.faults.reasons)) {
    const parameters = new Proxy<Record<string, string>>({}, { get: () => '7' });
    expect(typeof say === 'string' ? say : (say as (values: object) => string)(parameters), code).toMatch(
      /^[“A-Z][^{}]+\.$/u,
    );
  }
  expect(
    faultsInWords(
      {
        password: [{ code: 'too_short', parameters: { least: '8' } }],
        name: [{ code: 'new', parameters: {} }],
      },
      en,
    ),
  ).toEqual({ password: ['Use at least 8 characters.'], name: ['This cannot be used.'] });
});
