import { expect, test } from 'vitest';
import { catalogueLanguages, readMessages } from '#web/message-catalogue.ts';
import { describeDraftReason, draftReason, draftReasonCodes } from './draft-reason.ts';

test('why an exercise is a draft is a code, and one English sentence', () => {
  const refused = { language: 'C++', verdict: 'wrong_answer', test: 'empty input' };
  expect(describeDraftReason(draftReason('not_accepted_at', refused))).toBe(
    'Its own solution in C++ is not accepted: wrong answer at the test “empty input”.',
  );
  expect(describeDraftReason(draftReason('being_checked'))).toBe('Its own solution is being checked.');
});

test.for(catalogueLanguages())('OPS-7: the site says every such reason in %s', (language) => {
  const { reasons } = readMessages(language, 'draft-reasons') as { reasons: Record<string, string> };
  expect(Object.keys(reasons).sort()).toEqual([...draftReasonCodes].sort());
});
