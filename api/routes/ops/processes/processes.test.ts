import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { workflowBundle } from '#dev/testing/workflow-bundle.ts';
import { createAnnouncingActivities } from '#activities/announce-grading.ts';
import { createGradingActivities } from '#activities/grade-submission.ts';
import { openDatabase } from '#models/database/knex.ts';
import { createSandbox } from '#sandbox/index.ts';
import { createTestNamespace } from '#temporal/testing/namespace.ts';
import type { TestNamespace } from '#temporal/testing/namespace.ts';
import { publishExercise, sumInPython } from '#workers/testing/exercise.ts';
import { createTestApp, dataOf } from '#api/testing/app.ts';
import type { TestApp, TestPerson } from '#api/testing/app.ts';

let api: TestApp;
let temporal: TestNamespace;
let student: TestPerson;
let admin: TestPerson;
let stopWorkers: () => Promise<void>;

beforeAll(async () => {
  temporal = await createTestNamespace();
  api = await createTestApp({
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
    TEMPORAL_UI_URL: 'http://localhost:8233',
  });
  [student, admin] = await Promise.all([api.person('student'), api.person('admin')]);
  await publishExercise(api.owner, { organisationId: api.demo.id, authorId: admin.id }, sumInPython);
  const [grader, application] = [
    openDatabase(api.database.graderUrl),
    openDatabase(api.database.applicationUrl),
  ];
  // Docker is away for the whole test: nothing can be graded, and every try says so.
  const sandbox = createSandbox({
    docker: { socketPath: '/nonexistent/docker.sock' },
    label: 'away',
    slots: 1,
  });
  const { connection, namespace } = temporal;
  const workers = await Promise.all([
    Worker.create({
      connection,
      namespace,
      taskQueue: 'waymark',
      workflowBundle: await workflowBundle(),
      activities: createAnnouncingActivities({ database: application }),
    }),
    Worker.create({
      connection,
      namespace,
      taskQueue: 'grading',
      activities: createGradingActivities({ database: grader, sandbox }),
    }),
  ]);
  const running = workers.map((worker) => worker.run());
  stopWorkers = async () => {
    for (const worker of workers) worker.shutdown();
    await Promise.all(running);
    await Promise.all([grader.destroy(), application.destroy()]);
  };
});

afterAll(async () => {
  await stopWorkers();
  await api.close();
  await temporal.close();
});

type Process = {
  workflow_id: string;
  status: string;
  waiting_for: string | null;
  fault_count: number;
  needs_person: boolean;
  temporal: string;
  temporal_url: string | null;
  step: string | null;
  repairs: string[];
  page: string | null;
  timeline: { event: string; parameters: Record<string, unknown> }[];
  now: { waiting_for: string; since: string; next_try_at: string | null } | null;
};

const url = '/api/ops/processes';
const get = (path: string, person = admin) => api.app.inject({ url: path, headers: person.authorization });
const post = (path: string, payload: object, person = admin) =>
  api.app.inject({ method: 'POST', url: path, headers: person.authorization, payload });
const read = async (workflowId: string, person = admin) =>
  dataOf<Process>(await get(`${url}/${workflowId}`, person));

async function submit(): Promise<{ id: string; workflowId: string }> {
  const payload = { language: 'python', files: [{ name: 'main.py', content: 'print(3)\n' }] };
  const { id, grading } = dataOf<{ id: string; grading: { id: string } }>(
    await api.app.inject({
      method: 'POST',
      url: '/api/grading/exercises/sum/submissions',
      headers: student.authorization,
      payload,
    }),
  );
  return { id, workflowId: `grade-submission:${grading.id}` };
}
const waiting = async (workflowId: string, faults = 1) =>
  expect
    .poll(async () => (await read(workflowId)).fault_count, { timeout: 30_000 })
    .toBeGreaterThanOrEqual(faults);

test('OPS-1: a stuck process says what it waits for, since when, and when it tries next', async () => {
  const { workflowId } = await submit();
  await waiting(workflowId, 2);
  await expect
    .poll(async () => (await read(workflowId)).now, { timeout: 30_000 })
    .toMatchObject({
      waiting_for: 'docker',
      since: expect.stringMatching(/Z$/),
      next_try_at: expect.stringMatching(/Z$/),
    });
  const found = await read(workflowId);
  expect(found).toMatchObject({
    ...{ status: 'queued', step: 'grade', temporal: 'running', temporal_url: null },
    ...{ repairs: ['retry_now', 'cancel'], page: expect.stringContaining('/trainer/submissions/') },
  });
  // However often it fails in the same way, its story tells it once.
  expect(found.timeline.map(({ event }) => event)).toEqual(['accepted', 'started', 'fault']);
  expect(found.needs_person).toBe(false);
  expect((await read(workflowId, await api.person('superadmin'))).temporal_url).toContain(temporal.namespace);
});

test('OPS-2: “retry now” tries again at once; “cancel” ends it and gives the attempt back; both with reason and audit', async () => {
  const { id, workflowId } = await submit();
  await waiting(workflowId, 4);
  const retried = await post(`${url}/${workflowId}/retry`, { reason: 'Docker is back' });
  expect(retried.statusCode).toBe(202);
  await waiting(workflowId, 1);
  expect((await post(`${url}/${workflowId}/skip`, { reason: 'no' })).statusCode).toBe(409);
  expect((await post(`${url}/${workflowId}/cancel`, { reason: ' \n' })).statusCode).toBe(400);

  expect((await post(`${url}/${workflowId}/cancel`, {})).statusCode).toBe(400);
  expect((await post(`${url}/${workflowId}/cancel`, { reason: 'It cannot be mended' })).statusCode).toBe(202);
  await expect.poll(async () => (await read(workflowId)).temporal, { timeout: 30_000 }).toBe('closed');
  expect(await read(workflowId)).toMatchObject({ status: 'cancelled', now: null });
  expect(dataOf(await get(`/api/grading/submissions/${id}`))).toMatchObject({
    status: 'cancelled',
    verdict: null,
  });
  expect((await post(`${url}/${workflowId}/retry`, { reason: 'again' })).statusCode).toBe(409);
  const audited = await api.owner('audit_entries').where({ subject_id: workflowId }).orderBy('id');
  expect(audited.map(({ action, reason }) => [action, reason])).toEqual([
    ['process.retried', 'Docker is back'],
    ['process.cancelled', 'It cannot be mended'],
  ]);
});

test('OPS-1: what needs a person comes first, and the list filters', async () => {
  const { workflowId } = await submit();
  await waiting(workflowId);
  await api.owner('processes').where({ workflow_id: workflowId }).update({ needs_person: true });
  const list = async (query = '', person = admin) =>
    dataOf<{ count: number; results: Process[] }>(await get(`${url}?${query}`, person));
  expect((await list()).results[0]).toMatchObject({
    needs_person: true,
    exercise_title: 'Sum of two numbers',
  });
  const [earlier, later] = [await submit(), await submit()].map((submitted) => submitted.workflowId);
  const inOrder = async (query: string) =>
    (await list(`needs_person=false&${query}`)).results
      .map(({ workflow_id: id }) => id)
      .filter((id) => id === earlier || id === later);
  expect(await inOrder('')).toEqual([later, earlier]);
  expect(await inOrder('oldest_first=true')).toEqual([earlier, later]);
  for (const each of [earlier, later])
    await post(`${url}/${each}/cancel`, { reason: 'Room for the next tests' });
  expect((await list('kind=send-mail')).count).toBe(0);
  expect(
    (await list(`user=${student.id}&status=cancelled`)).results.every(({ status }) => status === 'cancelled'),
  ).toBe(true);
  expect((await list('older_than=60')).count).toBe(0);
  expect((await get(`${url}?organisation=${api.other.id}`)).statusCode).toBe(404);
  expect((await list(`organisation=${api.other.id}`, await api.person('superadmin'))).count).toBe(0);
  expect((await get(url, student)).statusCode).toBe(403);
  const stranger = await api.person('admin', { organisationId: api.other.id });
  for (const path of [`${url}/${workflowId}`, `${url}/nonsense`])
    expect((await get(path, stranger)).statusCode).toBe(404);
});

test('OPS-2: a dead letter is told, and a retry delivers it', async () => {
  const { workflowId } = await submit();
  await waiting(workflowId);
  await api
    .owner('outbox')
    .where({ workflow_id: workflowId })
    .update({ status: 'pending', next_attempt_at: new Date(Date.now() + 600_000) });
  await api.owner.raw('select settle_outbox(id, ?, ?, 0, true) from outbox where workflow_id = ?', [
    'dead',
    'it was refused',
    workflowId,
  ]);
  expect(await read(workflowId)).toMatchObject({ needs_person: true, undeliverable: 'it was refused' });
  await post(`${url}/${workflowId}/retry`, { reason: 'mended' });
  await expect
    .poll(async () => (await api.owner('outbox').where({ workflow_id: workflowId }).first()).status, {
      timeout: 20_000,
    })
    .toBe('delivered');
});

test('OPS-2: “retry now” also reaches a process that was begun anew so often that the reconciler lets it rest for hours', async () => {
  const { workflowId } = await submit();
  await waiting(workflowId);
  const row = () => api.owner('processes').where({ workflow_id: workflowId });
  const hours = 3_600_000;
  await row().update({
    ...{ restarts: 9, needs_person: true },
    ...{ started_at: new Date(Date.now() - hours), checked_at: new Date(Date.now() + 4 * hours) },
  });
  const looksAt = async () =>
    (await api.owner.raw(`select workflow_id, restarts from unfinished_processes('', '30 seconds', 5000)`))
      .rows;
  expect(await looksAt()).not.toContainEqual(expect.objectContaining({ workflow_id: workflowId }));
  expect((await post(`${url}/${workflowId}/retry`, { reason: 'mended' })).statusCode).toBe(202);
  await expect.poll(looksAt, { timeout: 20_000 }).toContainEqual({ workflow_id: workflowId, restarts: 0 });
  await post(`${url}/${workflowId}/cancel`, { reason: 'enough' });
});

test('OPS-1: the pages work while Temporal is down, and say so', async () => {
  const { workflowId } = await submit();
  const away = await createTestApp();
  const admin2 = await away.person('admin');
  await publishExercise(away.owner, { organisationId: away.demo.id, authorId: admin2.id }, sumInPython);
  const student2 = await away.person('student');
  const payload = { language: 'python', files: [{ name: 'main.py', content: 'print(3)\n' }] };
  const accepted = await away.app.inject({
    method: 'POST',
    url: '/api/grading/exercises/sum/submissions',
    headers: student2.authorization,
    payload,
  });
  const gradingId = dataOf<{ grading: { id: string } }>(accepted).grading.id;
  const found = await away.app.inject({
    url: `${url}/grade-submission:${gradingId}`,
    headers: admin2.authorization,
  });
  expect(dataOf<Process>(found)).toMatchObject({
    temporal: 'unavailable',
    now: { waiting_for: 'temporal' },
  });
  expect((await get(`${url}/${workflowId}`)).statusCode).toBe(200);
  await away.close();
});

test('OPS-1: whom a process is about reads its story, without the words of our faults; nobody else does', async () => {
  const { workflowId } = await submit();
  await waiting(workflowId);
  const story = (person: TestPerson) => get(`/api/processes/${workflowId}`, person);
  const own = dataOf<Process>(await story(student));
  expect(own).toMatchObject({ status: 'queued', step: 'grade', waiting_for: 'docker', needs_person: false });
  expect(own.timeline.at(-1)).toEqual({
    at: expect.stringMatching(/Z$/),
    event: 'fault',
    parameters: { code: 'docker_unavailable', waiting_for: 'docker' },
  });
  expect((await story(admin)).statusCode).toBe(200);
  const trainer = await api.person('trainer');
  for (const stranger of [await api.person('student'), trainer])
    expect((await story(stranger)).statusCode).toBe(404);
  // Whoever teaches them sees how their work is graded, and no other process of theirs.
  await api.owner('trainer_assignments').insert({
    ...{ organisation_id: api.demo.id, trainer_id: trainer.id, student_id: student.id },
  });
  expect((await story(trainer)).statusCode).toBe(200);
  const mail = crypto.randomUUID();
  await api.owner('processes').insert({
    ...{ workflow_id: `send-mail:${mail}`, organisation_id: api.demo.id, kind: 'send-mail', row_id: mail },
    ...{ user_id: student.id, state: 'queued', input: '{}' },
  });
  expect((await get(`/api/processes/send-mail:${mail}`, student)).statusCode).toBe(200);
  expect((await get(`/api/processes/send-mail:${mail}`, trainer)).statusCode).toBe(404);
  const elsewhere = await api.person('admin', { organisationId: api.other.id });
  expect((await story(elsewhere)).statusCode).toBe(404);
});

test('processes of the platform itself are the superadmin’s, and nobody else’s', async () => {
  const rowId = crypto.randomUUID();
  await api.owner('processes').insert({
    ...{ workflow_id: `send-mail:${rowId}`, organisation_id: null, kind: 'send-mail', row_id: rowId },
    ...{ state: 'queued', input: '{}' },
  });
  const superadmin = await api.person('superadmin');
  const list = (person: TestPerson, query: string) => get(`${url}?${query}`, person);
  expect(dataOf<{ count: number }>(await list(superadmin, 'platform=true')).count).toBe(1);
  expect((await list(admin, 'platform=true')).statusCode).toBe(404);
  const mails = dataOf<{ results: Process[] }>(await list(admin, 'kind=send-mail'));
  expect(mails.results.map(({ workflow_id }) => workflow_id)).not.toContain(`send-mail:${rowId}`);
  expect((await get(`${url}/send-mail:${rowId}`, admin)).statusCode).toBe(404);
  expect((await get(`${url}/send-mail:${rowId}?platform=true`, superadmin)).statusCode).toBe(200);
});
