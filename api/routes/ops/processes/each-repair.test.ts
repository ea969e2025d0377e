import { randomUUID } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { workflowBundle } from '#dev/testing/workflow-bundle.ts';
import { decide, roles } from '#domain/permissions.ts';
import type { Permission } from '#domain/permissions.ts';
import { processDefinitions } from '#domain/processes/index.ts';
import type { ProcessKind } from '#domain/processes/index.ts';
import { repairEvents, repairPaths } from '#domain/processes/repairs.ts';
import type { RepairName } from '#domain/processes/repairs.ts';
import { strayEvents } from '#models/processes/testing/stray-events.ts';
import { createTestNamespace } from '#temporal/testing/namespace.ts';
import type { TestNamespace } from '#temporal/testing/namespace.ts';
import { recordedActivities } from '#workflows/testing/recorded-activities.ts';
import { createTestApp } from '#api/testing/app.ts';
import type { TestApp, TestPerson } from '#api/testing/app.ts';
import { untilWaiting } from '#api/testing/until-waiting.ts';
import { unfinishedProcesses } from '#workers/testing/unfinished-processes.ts';

// The API, its database, Temporal and the workflows are the real ones. The activities are stand-ins that fail until somebody repairs:
// what they do is their own tests' matter.
let api: TestApp;
let temporal: TestNamespace;
let people: TestPerson[];
let stranger: TestPerson;
let stopWorkers: () => Promise<void>;
const answers = new Map<string, Record<string, unknown>>();
const stuck = new Set<string>();

const standIn = (name: string) => async (input: Record<string, string>) => {
  const rowId = Object.values(input).find((id) => answers.has(id))!;
  const given = answers.get(rowId)!;
  if (name in given) return given[name];
  stuck.add(rowId);
  throw ApplicationFailure.create({ message: 'not yet', nextRetryDelay: '1 day' });
};

beforeAll(async () => {
  temporal = await createTestNamespace();
  const { address, namespace, connection } = temporal;
  api = await createTestApp({ TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace });
  people = await Promise.all(roles.map((role) => api.person(role)));
  stranger = await api.person('admin', { organisationId: api.other.id });
  const names = processDefinitions.flatMap(({ kind }) => recordedActivities(kind));
  const activities = Object.fromEntries(names.map((name) => [name, standIn(name)]));
  const bundle = { workflowBundle: await workflowBundle() };
  const workers = await Promise.all(
    ['waymark', 'grading', 'outward', 'payments', 'planning', 'workspaces'].map((taskQueue) =>
      Worker.create({
        ...{ connection, namespace, taskQueue, activities },
        ...(taskQueue === 'waymark' && bundle),
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
  await api.close();
  await temporal.close();
});

const eventsOf = async (workflowId: string) =>
  (await temporal.client.workflow.getHandle(workflowId).fetchHistory()).events ?? [];

/** Begins a process and waits until it can go on only when somebody repairs it. */
async function stuckProcess(kind: ProcessKind, repair: RepairName): Promise<string> {
  const fixture = unfinishedProcesses[kind];
  if (!fixture)
    throw new Error(
      `Nobody knows how to begin “${kind}”: give it a row in workers/testing/unfinished-processes.ts.`,
    );
  const personId = people.find(({ role }) => role === 'student')!.id;
  const known = await api.owner('processes').where({ kind }).pluck('workflow_id');
  const slug = `repair-${randomUUID()}`;
  await fixture.begin(api.owner, { organisationId: api.demo.id, personId, slug });
  const row = await api.owner('processes').where({ kind }).whereNotIn('workflow_id', known).first();
  answers.set(row.row_id, fixture.answers?.(repair) ?? {});
  const workflowId: string = row.workflow_id;
  await api.app.outbox.dispatch(await api.owner('outbox').where({ workflow_id: workflowId }).pluck('id'));
  const waits = async () =>
    stuck.has(row.row_id) || (await eventsOf(workflowId)).some((event) => event.timerStartedEventAttributes);
  await expect.poll(waits, { timeout: 20_000, message: `“${kind}” does not get stuck` }).toBe(true);
  return workflowId;
}

/** What a workflow did after it was told, by its history; undefined: nothing yet. */
async function didAfter(workflowId: string, repair: RepairName): Promise<string | undefined> {
  const events = await eventsOf(workflowId);
  const told = events.findIndex(
    ({ workflowExecutionSignaledEventAttributes: signal }) => signal?.signalName === repair,
  );
  if (told < 0) return undefined;
  const after = events
    .slice(told + 1)
    .flatMap((event) => Object.keys(event).filter((key) => key.endsWith('EventAttributes')))
    .filter((key) => !/^workflow(Task|ExecutionSignaled)/.test(key));
  return repair === 'retry_now'
    ? after.find((key) => key === 'activityTaskScheduledEventAttributes')
    : after[0];
}

const each = processDefinitions.flatMap(({ kind, repairs }) =>
  (Object.entries(repairs) as [RepairName, Permission][]).map(
    ([repair, permission]) => [kind, repair, permission] as const,
  ),
);

test.each(each)(
  'OPS-2: %s: “%s” is for whom it may, and has its effect',
  async (kind, repair, permission) => {
    const workflowId = await stuckProcess(kind, repair);
    const [allowed, others] = [true, false].map((may) =>
      people.filter(
        (person) => (decide(permission, { role: person.role, emailVerified: true }) === 'allowed') === may,
      ),
    ) as [TestPerson[], TestPerson[]];
    const ask = (person: TestPerson) =>
      api.app.inject({
        method: 'POST',
        url: `/api/ops/processes/${workflowId}/${repairPaths[repair]}`,
        headers: person.authorization,
        payload: { reason: 'a test', ...(repair === 'reassign' && { to: allowed[0]!.id }) },
      });
    const told = () =>
      api.owner('process_events').where({ workflow_id: workflowId, event: repairEvents[repair] });
    const audited = () => api.owner('audit_entries').where({ subject_id: workflowId, reason: 'a test' });

    expect(allowed, 'nobody may do it').not.toEqual([]);
    expect(others, 'everybody may do it').not.toEqual([]);
    for (const person of others) expect((await ask(person)).statusCode, person.role).toBe(403);
    expect((await ask(stranger)).statusCode).toBe(404);
    expect([await told(), await audited()]).toEqual([[], []]);

    const answer = await ask(allowed[0]!);
    expect(answer.statusCode, answer.body).toBe(202);
    expect([await told(), await audited()]).toMatchObject([[{}], [{ actor_id: allowed[0]!.id }]]);
    await expect
      .poll(() => didAfter(workflowId, repair), {
        timeout: 20_000,
        message: `“${repair}” of ${kind} has no effect: its workflow did nothing after it was told`,
      })
      .toBeDefined();
    expect(await strayEvents(api.owner)).toEqual([]);
    if (repair === 'cancel')
      expect(await api.owner('processes').where({ workflow_id: workflowId }).first()).toMatchObject({
        state: 'cancelled',
      });
  },
);

test.each(each.filter(([, repair]) => repair === 'cancel'))(
  'OPS-2: %s: of two who “%s” it at once, one does, and the other is told that it has just ended',
  async (kind, repair, permission) => {
    const workflowId = await stuckProcess(kind, repair);
    const admin = people.find(({ role }) => decide(permission, { role, emailVerified: true }) === 'allowed')!;
    const ask = () =>
      api.app.inject({
        method: 'POST',
        url: `/api/ops/processes/${workflowId}/${repairPaths.cancel}`,
        headers: admin.authorization,
        payload: { reason: 'at once' },
      });
    const asked = await api.owner.transaction(async (blocker) => {
      // Holds the first open after it has changed the business row; the second waits for that row.
      await blocker('processes').where({ workflow_id: workflowId }).forUpdate().select('row_id');
      const both = Promise.all([ask(), ask()]);
      await untilWaiting(api.owner, 2);
      return { both };
    });
    const refusals = (await asked.both).map((answer) =>
      answer.statusCode === 202 ? 'done' : answer.json().error.reason.code,
    );
    expect(refusals.toSorted()).toEqual(['done', 'process_just_ended']);
    const signals = api.owner('outbox').where({ workflow_id: workflowId, signal_name: 'cancel' });
    expect(await signals).toHaveLength(1);
    expect(await api.owner('audit_entries').where({ subject_id: workflowId })).toHaveLength(1);
  },
);
