import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { ProcessDefinition } from '#domain/processes/define-process.ts';
import { orCompensate, ProcessStopped, processKit } from '../process-kit.ts';
import type { StepOptions } from '../process-kit.ts';

/** What the test's activity is asked: which of its stand-ins is meant, for which run. */
export type Ask = { id: string; name: string };
type Activities = { act(ask: Ask): Promise<string> };

const { act } = proxyActivities<Activities>({
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '1 minute',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: { initialInterval: '1 second', backoffCoefficient: 1 },
});

const kit = () => processKit<ProcessDefinition>();

export type Steered = {
  id: string;
  /** One after the other. */
  steps: string[];
  /** What may be done to the step called `first`. */
  may?: ('cancel' | 'skip' | 'override')[];
  uncancellable?: true;
  quick?: true;
  /** The workflow does not catch that it was stopped. */
  careless?: true;
};

/** Steps one after the other, of which people steer the first. */
export async function steered(input: Steered): Promise<string[]> {
  const { id, steps, may = [], uncancellable, quick, careless } = input;
  const { step } = kit();
  const first: StepOptions<string> = {
    ...(may.includes('cancel') && { whenCancelled: () => 'cancelled' }),
    ...(may.includes('skip') && { whenSkipped: () => 'skipped' }),
    ...(may.includes('override') && { whenOverridden: () => 'overridden' }),
    ...(uncancellable && { uncancellable }),
    ...(quick && { quick }),
  };
  const results: string[] = [];
  try {
    for (const name of steps)
      results.push(await step(name, () => act({ id, name }), name === 'first' ? first : {}));
  } catch (error) {
    if (careless || !(error instanceof ProcessStopped)) throw error;
    results.push(error.compensating ? 'undoing' : 'stopped');
  }
  return results;
}

/** Steps that are undone when the story does not come to its end, in groups of which the members run side by side. */
export async function undone({ id, groups }: { id: string; groups: string[][] }): Promise<string[]> {
  const whole = kit();
  const one = (name: string) =>
    whole.step(name, () => act({ id, name }), {
      whenSkipped: () => `${name} skipped`,
      compensate: async () => void (await act({ id, name: `undo ${name}` })),
    });
  return orCompensate(
    whole,
    async () => {
      const results: string[] = [];
      for (const group of groups) results.push(...(await Promise.all(group.map(one))));
      return results;
    },
    async ({ stopped }) => [await act({ id, name: 'end' }), stopped ? 'stopped' : 'failed'],
  );
}

/** A decision, or the same again and again, with reminders. */
export async function decided(input: {
  id: string;
  milliseconds?: number;
  reminders?: number[];
  rounds?: number;
}): Promise<string[]> {
  const { id, milliseconds, reminders = [], rounds = 1 } = input;
  const { decision, onReassign, step } = kit();
  const results: string[] = [];
  await step('open', () => act({ id, name: 'open' }), { quick: true });
  onReassign((to) => void results.push(`now ${to}`));
  const wait = {
    reminders: reminders.map((after) => ({
      after,
      remind: async () => void (await act({ id, name: `remind ${after}` })),
    })),
  };
  try {
    for (let round = 0; round < rounds; round += 1) {
      const answer = await decision(
        'answer',
        milliseconds === undefined ? wait : { ...wait, milliseconds, atDeadline: 'nobody' },
      );
      results.push(`${answer.choice} by ${answer.by}`);
    }
  } catch (error) {
    if (!(error instanceof ProcessStopped)) throw error;
    results.push('stopped');
  }
  return results;
}

/**
 * Adds one for each time it is given to another, and begins its history anew whenever the server suggests it, until it is told to end.
 * @param input.asksFrom the run from which on it asks to whom it was given
 */
export async function endless(input: {
  id: string;
  count: number;
  runs: number;
  asksFrom: number;
}): Promise<typeof input> {
  const { decision, step, onReassign, continueAsNewWhenSuggested } = kit();
  let { count } = input;
  if (input.runs >= input.asksFrom) onReassign(() => (count += 1));
  for (;;) {
    const { choice } = await decision('next', {});
    if (choice === 'end') return { ...input, count };
    await step('turn', () => act({ id: input.id, name: 'turn' }), { quick: true });
    await orCompensate(
      { compensate: () => Promise.reject(new Error('To begin anew is no failure.')) },
      () => continueAsNewWhenSuggested({ ...input, count, runs: input.runs + 1 }),
      () => Promise.resolve(),
    );
  }
}
