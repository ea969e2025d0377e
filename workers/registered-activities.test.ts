import { expect, test } from 'vitest';
import type { servedQueues } from '#temporal/task-queues.ts';
import { recordedCalls } from '#workflows/testing/recorded-activities.ts';
import { gradingActivities } from './queues/grading.ts';
import { outwardActivities } from './queues/outward.ts';
import { waymarkActivities } from './queues/waymark.ts';

/** Nothing of it is called. */
const tools = {} as never;

const registered: Record<(typeof servedQueues)[number], Record<string, unknown>> = {
  waymark: waymarkActivities(tools),
  outward: outwardActivities(tools),
  grading: gradingActivities(tools),
};

/** What recorded runs asked for and nobody has any more, and why that is well. */
const retired: Record<string, string> = {
  'deliverMail on waymark':
    'Mails that began before the queue outward. Its worker alone has the key; one that waits still is cancelled in the console and begun anew.',
};

test('whatever a recorded run asks for is registered by the worker of the queue it asks', () => {
  const missing = recordedCalls()
    .filter(
      ({ name, queue }) => !Object.hasOwn(registered, queue) || !(name in registered[queue as 'waymark']),
    )
    .filter(({ name, queue }) => !(`${name} on ${queue}` in retired))
    .map(
      ({ history, name, queue }) =>
        `${history} asks for ${name} on ${queue}: workers/queues/${queue}.ts does not register it, so the process would wait for ever.`,
    );
  expect([...new Set(missing)]).toEqual([]);
});

test('what is retired is recorded still', () => {
  const calls = recordedCalls().map(({ name, queue }) => `${name} on ${queue}`);
  expect(Object.keys(retired).filter((name) => !calls.includes(name))).toEqual([]);
});

test('each activity is registered on one queue only', () => {
  const names = Object.values(registered).flatMap((activities) => Object.keys(activities));
  expect(names.toSorted()).toEqual([...new Set(names)].toSorted());
});

test('whatever a worker registers was recorded in a run, so that each step a workflow takes is replayed', () => {
  const calls = new Set(recordedCalls().map(({ name, queue }) => `${name} on ${queue}`));
  const unrecorded = Object.entries(registered)
    .flatMap(([queue, activities]) => Object.keys(activities).map((name) => `${name} on ${queue}`))
    .filter((call) => !calls.has(call))
    .map((call) => `No recorded run asks for ${call}: record one that does (docs/how-to/add-a-process.md).`);
  expect(unrecorded).toEqual([]);
});
