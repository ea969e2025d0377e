import { expect, test } from 'vitest';
import { eventInWords } from './process-words.ts';

test('OPS-1: a fault is one sentence and what it waits for another, however the fault’s own words end', () => {
  const told = (message: string) =>
    eventInWords('grade-submission', 'fault', { message, waiting_for: 'Docker to come back' });
  const expected = 'Something of ours failed: Docker does not answer. It waits for Docker to come back.';
  expect(told('Docker does not answer')).toBe(expected);
  expect(told('Docker does not answer.')).toBe(expected);
});
