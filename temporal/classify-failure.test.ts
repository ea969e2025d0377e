import { expect, test } from 'vitest';
import { classifyFailure } from './classify-failure.ts';

/** An answer of a gRPC server, as the client library throws it. */
const answer = (code: number, details: string) =>
  Object.assign(new Error(details), { code, details, metadata: {} });
const wrapped = (cause: Error) => new Error('Failed to start Workflow', { cause });

test('only what blames the message itself is refused; everything else is Temporal’s trouble and is waited out', () => {
  const outcomes = [
    answer(14, 'connection refused'),
    answer(4, 'deadline exceeded'),
    answer(8, 'resource exhausted'),
    answer(5, 'namespace not found'),
    answer(12, 'Received HTTP status code 404'),
    answer(3, 'Namespace default has no mapping defined for search attribute organisation'),
    new Error('something nobody thought of'),
  ].map((error) => classifyFailure(wrapped(error)).outcome);
  expect(new Set(outcomes)).toEqual(new Set(['unavailable']));
  expect(classifyFailure(wrapped(answer(3, 'WorkflowId length exceeds limit.')))).toEqual({
    outcome: 'refused',
    error: 'Failed to start Workflow: WorkflowId length exceeds limit.',
  });
  expect(classifyFailure(new TypeError('cannot be serialised')).outcome).toBe('refused');
});
