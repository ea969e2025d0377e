import { expect, test } from 'vitest';
import { fieldFaults } from '#domain/field-faults.ts';
import { argumentsOf, catalogueLanguages, readMessages } from '#web/message-catalogue.ts';
import { ApiError, errorStatus } from '../errors.ts';
import { accountRefusals } from './accounts.ts';
import { authoringRefusals } from './authoring.ts';
import { gradingRefusals } from './grading.ts';
import { refusals } from './index.ts';
import { learningRefusals } from './learning.ts';
import { operationRefusals } from './operations.ts';
import { peopleRefusals } from './people.ts';
import { personalDataRefusals } from './personal-data.ts';
import { programRefusals } from './programs.ts';
import { requestRefusals } from './request.ts';

type Words = { reasons: Record<string, string>; codes: Record<string, string> };

const forPeople = Object.keys(refusals).filter((code) => !Object.hasOwn(programRefusals, code));
const sentences = Object.entries<readonly [string, string]>(refusals);
const placesIn = (sentence: string) => [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);

test.for(catalogueLanguages())(
  'OPS-7: in %s the site has words for each refusal a person can meet, with no parameter the API does not give',
  (language) => {
    const { reasons, codes } = readMessages(language, 'refusals') as unknown as Words;
    expect(Object.keys(reasons).sort()).toEqual([...forPeople].sort());
    expect(Object.keys(codes).sort()).toEqual(Object.keys(errorStatus).sort());
    for (const [code, [, sentence]] of sentences.filter(([one]) => forPeople.includes(one)))
      expect([code, placesIn(sentence)]).toEqual([
        code,
        expect.arrayContaining([...argumentsOf(reasons[code]!).keys()]),
      ]);
  },
);

test.for(catalogueLanguages())(
  'OPS-7: in %s the site has words for each reason against a field',
  (language) => {
    const { reasons } = readMessages(language, 'faults') as unknown as Words;
    // What only a program can send, and what nothing has words for.
    const { topics_count, topic_unknown, other, ...shown } = fieldFaults;
    expect([topics_count, topic_unknown, other]).not.toContain(undefined);
    expect(Object.keys(reasons).sort()).toEqual(Object.keys(shown).sort());
    for (const [code, sentence] of Object.entries(shown))
      expect([code, placesIn(sentence)]).toEqual([
        code,
        expect.arrayContaining([...argumentsOf(reasons[code]!).keys()]),
      ]);
  },
);

test('no code stands for two refusals: each part of the registry has its own', () => {
  const parts = [
    accountRefusals,
    authoringRefusals,
    gradingRefusals,
    learningRefusals,
    operationRefusals,
    peopleRefusals,
    personalDataRefusals,
    programRefusals,
    requestRefusals,
  ];
  expect(parts.flatMap((part) => Object.keys(part)).sort()).toEqual(Object.keys(refusals).sort());
});

test('a refusal says its documented code, its own, and English with the parameters in it', () => {
  const error = new ApiError('no_such_course', { course: 'pyhton' }, { retryAfterSeconds: 3 });
  expect(error).toMatchObject({
    code: 'NOT_FOUND',
    message: 'There is no course “pyhton”.',
    reason: { code: 'no_such_course', parameters: { course: 'pyhton' } },
    details: {},
    retryAfterSeconds: 3,
  });
  // @ts-expect-error: the course is missing
  void (() => new ApiError('no_such_course'));
  // @ts-expect-error: there is no such refusal
  void (() => new ApiError('out_of_cheese'));
});
