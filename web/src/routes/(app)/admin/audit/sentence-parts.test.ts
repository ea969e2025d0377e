import { expect, test } from 'vitest';
import { en } from '#lib/texts/english.ts';
import { sentenceParts } from './sentence-parts.ts';

test('D18: a sentence of the audit log is cut where its names stand, whatever order its language has', () => {
  expect(sentenceParts(({ actor, subject }) => `Of ${subject}, by ${actor}.`)).toEqual([
    { text: 'Of ' },
    { name: 'subject' },
    { text: ', by ' },
    { name: 'actor' },
    { text: '.' },
  ]);
});

test('D18: every act of the log is a whole sentence', () => {
  const { acts, names } = en.audit;
  const places = { actor: 'Ada Lovelace', subject: 'Bo Berg', owner: 'Cy Dahl' };
  for (const [action, say] of Object.entries(acts))
    expect(typeof say === 'string' ? say : (say as (values: object) => string)(places), action).toMatch(
      /^[A-Z][^{}]+\.$/,
    );
  expect(Object.keys(names)).toEqual(Object.keys(acts));
});
