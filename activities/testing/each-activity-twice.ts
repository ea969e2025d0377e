import { MockActivityEnvironment } from '@temporalio/testing';
import type { Knex } from 'knex';
import { afterEach, expect, test } from 'vitest';
import type { ProcessKind } from '#domain/processes/index.ts';
import { strayEvents } from '#models/processes/testing/stray-events.ts';
import { recordedActivities } from '#workflows/testing/recorded-activities.ts';

type Activities = Record<string, (input: never) => Promise<unknown>>;

export type TwiceCase = {
  /** Those among which the case's activity is, as the worker registers them. */
  activities: Activities;
  input: object;
  /** The rows, and what was done outside, that must be the same after the second time; without revisions and times of the last look. */
  look: () => Promise<unknown>;
};

/**
 * Defines a test for each activity of a process: what is done at least once does the same as what is done once.
 * The activities are those of the recorded histories; one without a case fails with a sentence. The walk over the definitions
 * (domain/processes/definitions.test.ts) sees to it that every kind calls this.
 *
 * Its limits: the second time comes after the first, not beside it (races have tests of their own), and it sees what `look` reads.
 * That `look` reads something is proved: the first time must change it.
 * After each test of the file the story of every process is compared with its definition.
 * @param owner gives a pool of the owner's role
 * @param cases by the activity's name; each arranges rows of its own
 */
export function eachActivityTwice(
  kind: ProcessKind,
  owner: () => Knex,
  cases: Record<string, () => Promise<TwiceCase>>,
): void {
  afterEach(async () => {
    expect(await strayEvents(owner())).toEqual([]);
  });

  test(`each activity of ${kind} is run twice`, () => {
    const missing = recordedActivities(kind)
      .filter((name) => !(name in cases))
      .map(
        (name) =>
          `“${name}” is not run twice: give it a case in eachActivityTwice of activities/${kind}.test.ts.`,
      );
    expect(missing).toEqual([]);
  });

  test.each(Object.entries(cases))('%s, run twice, does what it does once', async (name, arrange) => {
    const { activities, input, look } = await arrange();
    const run = () => new MockActivityEnvironment().run(activities[name]!, input as never);
    const before = await look();
    const first = await run();
    const standing = await look();
    expect(standing, `${name} changed nothing that is looked at`).not.toEqual(before);
    expect(await run()).toEqual(first);
    expect(await look()).toEqual(standing);
  });
}
