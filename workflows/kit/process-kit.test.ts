import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { Context } from '@temporalio/activity';
import type { WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporalEnvironment, timeSkippingEnvironment } from '#dev/testing/temporal.ts';
import type { Ask, Steered } from './testing/kit-workflows.ts';

type StandIn = (attempt: number) => Promise<string | undefined> | string | undefined;
type Run = { id: string; asked: string[]; standIns: Record<string, StandIn> };

const taskQueue = `kit-${randomUUID()}`;
const runs = new Map<string, Run>();
let skipping: TestWorkflowEnvironment;
let real: TestWorkflowEnvironment;
let stopWorkers: () => Promise<void>;

/** Answers with its name, unless the run has a stand-in for it; notes when it begins and when it has ended. */
async function act({ id, name }: Ask): Promise<string> {
  const run = runs.get(id)!;
  run.asked.push(name);
  return (await run.standIns[name]?.(Context.current().info.attempt)) ?? name;
}

beforeAll(async () => {
  [skipping, real] = await Promise.all([timeSkippingEnvironment(), temporalEnvironment()]);
  const workflowBundle = await bundleWorkflowCode({
    workflowsPath: path.join(import.meta.dirname, 'testing/kit-workflows.ts'),
  });
  const workers = await Promise.all(
    [skipping, real].map(({ nativeConnection: connection }) =>
      Worker.create({
        ...{ connection, taskQueue, workflowBundle, activities: { act } },
        maxHeartbeatThrottleInterval: '100 milliseconds',
      }),
    ),
  );
  const running = workers.map((worker) => worker.run());
  stopWorkers = async () => {
    for (const worker of workers) worker.shutdown();
    await Promise.all(running);
  };
});
afterAll(async () => {
  await stopWorkers();
  await Promise.all([skipping.teardown(), real.teardown()]);
});

const away: StandIn = () => {
  throw ApplicationFailure.create({ message: 'away', nextRetryDelay: '30 days' });
};
const fails: StandIn = () => {
  throw ApplicationFailure.nonRetryable('for good');
};

/** Works until it is told to end, then takes its time until it is released. */
function hanging(run: Run, name: string) {
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  run.standIns[name] = async () => {
    const context = Context.current();
    const beat = setInterval(() => context.heartbeat(), 50);
    try {
      return await context.cancelled;
    } catch (error) {
      run.asked.push(`${name} told`);
      await released;
      run.asked.push(`${name} ended`);
      throw error;
    } finally {
      clearInterval(beat);
    }
  };
  return { release };
}

const newRun = (standIns: Record<string, StandIn> = {}): Run => {
  const run: Run = { id: randomUUID(), asked: [], standIns };
  runs.set(run.id, run);
  return run;
};

type Signal = [name: string, argument?: object];

async function begin(
  type: string,
  run: Run,
  input: object = {},
  first?: Signal,
  environment = skipping,
): Promise<WorkflowHandle> {
  const { workflow } = environment.client;
  const options = { taskQueue, workflowId: run.id, args: [{ id: run.id, ...input }] };
  if (!first) return workflow.start(type, options);
  return workflow.signalWithStart(type, {
    ...options,
    ...{ signal: first[0], signalArgs: [{ outboxId: randomUUID(), ...first[1] }] },
  });
}

const tell = (handle: WorkflowHandle, name: string, argument: object = {}) =>
  handle.signal(name, { outboxId: randomUUID(), reason: 'a test', ...argument });
const until = (run: Run, ...names: string[]) =>
  expect.poll(() => run.asked, { timeout: 20_000 }).toEqual(expect.arrayContaining(names));
const times = (run: Run, name: string) => run.asked.filter((each) => each === name).length;

/** Begins a story of steps, waits until its first is under way, and tells it something. */
async function steer(
  input: Omit<Steered, 'id' | 'steps'> & { steps?: string[] },
  ...signals: Signal[]
): Promise<{ outcome: unknown; run: Run }> {
  const run = newRun({ first: (attempt) => (times(run, 'first') + attempt > 2 ? 'first' : away(attempt)) });
  const handle = await begin('steered', run, { steps: ['first', 'second'], ...input });
  await until(run, 'first');
  for (const signal of signals) await tell(handle, ...signal);
  return { outcome: await handle.result(), run };
}

test('a step that is cancelled comes to what it says, or the process stops there', async () => {
  expect((await steer({ may: ['cancel'] }, ['cancel'])).outcome).toEqual(['cancelled', 'stopped']);
  expect((await steer({}, ['cancel'])).outcome).toEqual(['stopped']);
  expect((await steer({ may: ['cancel'] }, ['compensate'])).outcome).toEqual(['undoing']);
});

test('a workflow that does not catch that it was stopped ends, and does not hang', async () => {
  await expect(steer({ careless: true }, ['cancel'])).rejects.toMatchObject({
    cause: { type: 'process_stopped' },
  });
});

test('nobody ends an uncancellable step, neither from the console nor from outside; a cancel counts at the next', async () => {
  const run = newRun({ first: (attempt) => (attempt < 3 ? Promise.reject(new Error('away')) : 'done') });
  const handle = await begin('steered', run, { steps: ['first', 'second'], uncancellable: true });
  await until(run, 'first');
  await tell(handle, 'cancel');
  expect(await handle.result()).toEqual(['done', 'stopped']);

  const outside = newRun({ first: (attempt) => (attempt < 3 ? Promise.reject(new Error('away')) : 'done') });
  const second = await begin('steered', outside, { steps: ['first'], uncancellable: true });
  await until(outside, 'first');
  await second.cancel();
  expect(await second.result()).toEqual(['done']);
});

test('a quick step is neither ended, nor begun anew, nor left out', async () => {
  let release = () => {};
  const released = new Promise<string>((resolve) => (release = () => resolve('done')));
  const run = newRun({ first: () => released });
  const input = { steps: ['first', 'second'], quick: true, may: ['cancel', 'skip'] };
  const handle = await begin('steered', run, input);
  await until(run, 'first');
  for (const name of ['retry_now', 'skip', 'cancel']) await tell(handle, name, { step: 'first' });
  release();
  expect(await handle.result()).toEqual(['done', 'stopped']);
  expect(run.asked).toEqual(['first']);
});

test('“retry now” begins a step anew only when the try before has really ended', async () => {
  const run = newRun();
  const { release } = hanging(run, 'first');
  const handle = await begin('steered', run, { steps: ['first'] });
  await until(run, 'first');
  await tell(handle, 'retry_now');
  await until(run, 'first told');
  // A second wish meanwhile is the same wish.
  await tell(handle, 'retry_now');
  run.standIns.first = () => 'done';
  expect(times(run, 'first')).toBe(1);
  release();
  expect(await handle.result()).toEqual(['done']);
  expect(run.asked).toEqual(['first', 'first told', 'first ended', 'first']);
});

test('a signal that is delivered twice counts once', async () => {
  const run = newRun({ first: away });
  const handle = await begin('steered', run, { steps: ['first', 'first'], may: ['skip'] });
  await until(run, 'first');
  const outboxId = randomUUID();
  await tell(handle, 'skip', { outboxId });
  await expect.poll(() => times(run, 'first'), { timeout: 20_000 }).toBe(2);
  await tell(handle, 'skip', { outboxId });
  run.standIns.first = () => 'done';
  await tell(handle, 'retry_now');
  expect(await handle.result()).toEqual(['skipped', 'done']);
});

test('a step is left out or taken as done, under way and before it began', async () => {
  for (const [name, outcome] of [
    ['skip', 'skipped'],
    ['override', 'overridden'],
  ] as const) {
    const may = ['skip', 'override'] as Steered['may'] & object;
    expect((await steer({ may }, [name])).outcome).toEqual([outcome, 'second']);
    expect((await steer({ may }, [name, { step: 'first' }])).outcome).toEqual([outcome, 'second']);
    const run = newRun();
    const early = await begin('steered', run, { steps: ['zero', 'first'], may }, [name, { step: 'first' }]);
    expect(await early.result()).toEqual(['zero', outcome]);
    expect(run.asked).toEqual(['zero']);
  }
});

test('to skip a step that cannot be skipped changes nothing: it is not even begun anew', async () => {
  const run = newRun({ first: away });
  const handle = await begin('steered', run, { steps: ['first'], may: ['override'] });
  await until(run, 'first');
  await tell(handle, 'skip');
  await tell(handle, 'skip', { step: 'first' });
  const events = async () => (await handle.fetchHistory()).events!;
  const isHandled = async () => 'workflowTaskCompletedEventAttributes' in (await events()).at(-1)!;
  await expect.poll(isHandled, { timeout: 20_000 }).toBe(true);
  expect((await events()).filter((event) => event.activityTaskCancelRequestedEventAttributes)).toEqual([]);
  // It stands where it stood, and can still be taken as done.
  await tell(handle, 'override');
  expect(await handle.result()).toEqual(['overridden']);
  expect(times(run, 'first')).toBe(1);
});

test('that a step be left out is not remembered for a later one of the same name', async () => {
  const run = newRun({ first: away });
  const handle = await begin('steered', run, { steps: ['first', 'second', 'first'], may: ['skip'] });
  await until(run, 'first');
  run.standIns.first = () => 'done';
  await tell(handle, 'skip');
  expect(await handle.result()).toEqual(['skipped', 'second', 'done']);
});

test('a step that was done although it was to be left out has its result, and the next of its name is not left out', async () => {
  const run = newRun({
    first: async () => {
      const context = Context.current();
      const beat = setInterval(() => context.heartbeat(), 50);
      await context.cancelled.catch(() => undefined).finally(() => clearInterval(beat));
      return 'done all the same';
    },
  });
  const handle = await begin('steered', run, { steps: ['first', 'second', 'first'], may: ['skip'] });
  await until(run, 'first');
  run.standIns.second = () => {
    run.standIns.first = () => 'done again';
    return 'second';
  };
  await tell(handle, 'skip');
  expect(await handle.result()).toEqual(['done all the same', 'second', 'done again']);
});

test('of several steps side by side only the named one is left out', async () => {
  const run = newRun({ left: away, right: away });
  const handle = await begin('undone', run, { groups: [['left', 'right']] });
  await until(run, 'left', 'right');
  await tell(handle, 'skip', { step: 'left' });
  run.standIns.right = () => 'done';
  expect(times(run, 'right')).toBe(1);
  await tell(handle, 'retry_now');
  expect(await handle.result()).toEqual(['left skipped', 'done']);
  expect(times(run, 'left')).toBe(1);
});

test('what was done is undone, the last first, with what failed, and one that cannot be undone keeps none from it', async () => {
  const run = newRun({ three: fails, 'undo two': fails });
  const handle = await begin('undone', run, { groups: [['one'], ['two'], ['three'], ['four']] });
  await expect(handle.result()).rejects.toThrow();
  expect(run.asked).toEqual(['one', 'two', 'three', 'undo three', 'undo two', 'undo one']);

  const whole = newRun({ two: fails });
  const second = await begin('undone', whole, { groups: [['one'], ['two']] });
  expect(await second.result()).toEqual(['end', 'failed']);
  expect(whole.asked).toEqual(['one', 'two', 'undo two', 'undo one', 'end']);
});

test('everything is undone although the process was cancelled, from the console or from outside, and again meanwhile', async () => {
  for (const stop of ['cancel', 'compensate', 'outside']) {
    const run = newRun({
      two: away,
      'undo two': (attempt) => (attempt < 3 ? Promise.reject(new Error()) : ''),
    });
    const handle = await begin('undone', run, { groups: [['one'], ['two']] });
    await until(run, 'two');
    await (stop === 'outside' ? handle.cancel() : tell(handle, stop));
    await until(run, 'undo two');
    await tell(handle, 'cancel');
    await tell(handle, 'compensate');
    expect(await handle.result()).toEqual(['end', stop === 'outside' ? 'failed' : 'stopped']);
    expect(run.asked.at(-2)).toBe('undo one');
    expect(times(run, 'undo one')).toBe(1);
  }
});

test('“retry now” reaches what undoes a step', async () => {
  const run = newRun({ one: fails, 'undo one': away });
  const handle = await begin('undone', run, { groups: [['one']] });
  await until(run, 'undo one');
  run.standIns['undo one'] = () => 'undone';
  await tell(handle, 'retry_now');
  // Awaited by polling: the skipped time of `result()` would bring the next try by itself.
  await until(run, 'end');
  expect(await handle.result()).toEqual(['end', 'failed']);
});

test('a step beside one that failed has ended before anything is undone', async () => {
  const run = newRun({ right: fails });
  const { release } = hanging(run, 'left');
  run.standIns.right = async () => {
    await until(run, 'left');
    return fails(1);
  };
  const handle = await begin('undone', run, { groups: [['left', 'right'], ['next']] });
  await until(run, 'left told');
  release();
  expect(await handle.result()).toEqual(['end', 'failed']);
  expect(run.asked.slice(2)).toEqual(['left told', 'left ended', 'undo right', 'undo left', 'end']);
});

test('what was left out before it began is not undone', async () => {
  const run = newRun({ two: fails });
  const handle = await begin('undone', run, { groups: [['one'], ['two']] }, ['skip', { step: 'one' }]);
  expect(await handle.result()).toEqual(['end', 'failed']);
  expect(run.asked).toEqual(['two', 'undo two', 'end']);
});

const day = 86_400_000;

test('a person decides, also before they are waited for; each time anew', async () => {
  const early = newRun();
  const answer: Signal = ['decide', { decision: 'answer', choice: 'yes' }];
  expect(await (await begin('decided', early, {}, answer)).result()).toEqual(['yes by person']);
  const twice = newRun();
  const handle = await begin('decided', twice, { rounds: 2, milliseconds: day }, answer);
  expect(await handle.result()).toEqual(['yes by person', 'nobody by deadline']);
});

test('nobody decides: they are reminded, each once and before the deadline only, and then the deadline decides', async () => {
  const run = newRun();
  const input = { milliseconds: 3 * day, reminders: [2 * day, day, 3 * day, 4 * day] };
  expect(await (await begin('decided', run, input)).result()).toEqual(['nobody by deadline']);
  expect(run.asked).toEqual(['open', `remind ${day}`, `remind ${2 * day}`]);
});

test('a reminder that fails, or whose server is away, moves neither decision nor deadline', async () => {
  const failing = newRun({ [`remind ${day}`]: fails });
  const input = { milliseconds: 3 * day, reminders: [day, 2 * day] };
  expect(await (await begin('decided', failing, input)).result()).toEqual(['nobody by deadline']);
  expect(failing.asked).toContain(`remind ${2 * day}`);

  const late = newRun({ [`remind ${day}`]: away });
  const handle = await begin('decided', late, input);
  expect(await handle.result()).toEqual(['nobody by deadline']);
  const { startTime, closeTime } = await handle.describe();
  expect((closeTime!.getTime() - startTime.getTime()) / day).toBeCloseTo(3, 2);

  const answered = newRun({ 'remind 1': away });
  const third = await begin('decided', answered, { reminders: [1] });
  await until(answered, 'remind 1');
  await tell(third, 'decide', { decision: 'answer', choice: 'no' });
  expect(await third.result()).toEqual(['no by person']);
});

test('a decision ends when the process is cancelled, and is given to another', async () => {
  const run = newRun();
  const handle = await begin('decided', run, { reminders: [1] }, ['reassign', { to: 'Ada' }]);
  await until(run, 'remind 1');
  await tell(handle, 'reassign', { to: 'Grace' });
  await tell(handle, 'cancel');
  expect(await handle.result()).toEqual(['now Ada', 'now Grace', 'stopped']);
});

test.each([
  { asksFrom: 0, toldAnew: ['y'], counted: 301 },
  // Of those that came before anybody asked the last counts.
  { asksFrom: 1, toldAnew: [], counted: 1 },
])(
  'an endless process that asks from run $asksFrom begins its history anew, loses no signal, and a message that comes again in the new run counts once',
  async ({ asksFrom, toldAnew, counted }) => {
    const run = newRun();
    const handle = await begin('endless', run, { count: 0, runs: 0, asksFrom }, undefined, real);
    const outboxIds = Array.from({ length: 300 }, () => randomUUID());
    for (const outboxId of outboxIds) await handle.signal('reassign', { outboxId, to: 'x', reason: 'x' });
    const next = (choice: string) => tell(handle, 'decide', { decision: 'next', choice });
    await next('turn');
    const runId = async () => (await real.client.workflow.getHandle(run.id).describe()).runId;
    const first = handle as WorkflowHandle & { firstExecutionRunId: string };
    await expect.poll(runId, { timeout: 30_000 }).not.toBe(first.firstExecutionRunId);
    for (const outboxId of outboxIds.slice(-5))
      await handle.signal('reassign', { outboxId, to: 'x', reason: 'x' });
    for (const to of toldAnew) await tell(handle, 'reassign', { to });
    await next('end');
    expect(await real.client.workflow.getHandle(run.id).result()).toMatchObject({
      ...{ count: counted, runs: 1 },
    });
  },
);

test.each([
  ['retry_now', ['first', 'second']],
  ['cancel', ['stopped']],
] as const)(
  'OPS-2: “%s” counts also when the try under way ends by a fault of its own instead of by being told',
  async (name, result) => {
    const run = newRun();
    run.standIns.first = async () => {
      if (times(run, 'first') > 1) return undefined;
      const context = Context.current();
      const beat = setInterval(() => context.heartbeat(), 50);
      await context.cancelled.catch(() => undefined);
      clearInterval(beat);
      throw ApplicationFailure.retryable('The connection was lost.');
    };
    const handle = await begin('steered', run, { steps: ['first', 'second'] }, undefined, real);
    await until(run, 'first');
    await tell(handle, name);
    expect(await handle.result()).toEqual(result);
  },
);
