import { afterAll, beforeAll, expect, test } from 'vitest';
import { publishExercise, sumInPython } from '#workers/testing/exercise.ts';
import { createTestApp, dataOf } from '#api/testing/app.ts';
import type { TestApp, TestPerson } from '#api/testing/app.ts';
import { createTestCourse } from '#api/testing/course.ts';
import { watchEvents } from '#api/testing/watch-events.ts';

let api: TestApp;
let base: string;
let student: TestPerson;

beforeAll(async () => {
  api = await createTestApp();
  base = await api.app.listen({ port: 0, host: '127.0.0.1' });
  student = await api.person('student');
  await publishExercise(api.owner, { organisationId: api.demo.id, authorId: student.id }, sumInPython);
});
afterAll(async () => {
  // A connection that was opened for an aborted request, and never used, would be waited for until it times out.
  api.app.server.closeAllConnections();
  await api.close();
});

async function submit(): Promise<{ id: string; grading: { id: string } }> {
  const payload = { language: 'python', files: [{ name: 'main.py', content: 'print(3)\n' }] };
  return dataOf(
    await api.app.inject({
      method: 'POST',
      url: '/api/grading/exercises/sum/submissions',
      headers: student.authorization,
      payload,
    }),
  );
}

const watch = (
  topics: string,
  { person = student, lastEventId }: { person?: TestPerson; lastEventId?: string } = {},
) => watchEvents(base, topics, { person, lastEventId });

const progress = (id: string, gradingId: string) =>
  api.owner.transaction(async (trx) => {
    await trx('gradings').where({ id: gradingId }).update({ status: 'running', tests_done: 2 });
    await trx('submissions')
      .where({ id })
      .update({ status: 'running', revision: trx.raw('revision + 1') });
  });
const finish = (id: string, gradingId: string) =>
  api.owner.transaction(async (trx) => {
    await trx('gradings')
      .where({ id: gradingId })
      .update({ status: 'graded', verdict: 'accepted', announced_at: new Date() });
    await trx('submissions')
      .where({ id })
      .update({
        status: 'graded',
        verdict: 'accepted',
        score: 4,
        max_score: 4,
        revision: trx.raw('revision + 1'),
      });
  });

test('GRD-7: a page follows a submission from its place in the queue to its verdict, and then the stream ends', async () => {
  const { id, grading } = await submit();
  const { response, events, state } = await watch(`submission:${id}`);
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  await expect.poll(() => events).toMatchObject([{ event: 'submission', data: { status: 'queued' } }]);
  await progress(id, grading.id);
  await expect
    .poll(() => events.at(-1), { timeout: 10_000 })
    .toMatchObject({ data: { status: 'running', tests_done: 2 } });
  await finish(id, grading.id);
  await expect.poll(() => state.ended, { timeout: 10_000 }).toBe(true);
  expect(events.slice(-2)).toMatchObject([
    { event: 'submission', data: { status: 'graded' } },
    { event: 'end' },
  ]);
  expect(new Set(events.map((event) => event.id)).size).toBe(3);
});

test('a browser that comes back with the last id is not told the same again', async () => {
  const { id, grading } = await submit();
  const first = await watch(`submission:${id}`);
  await expect.poll(() => first.events.length).toBe(1);
  await first.leave();
  await finish(id, grading.id);
  const second = await watch(`submission:${id}`, { lastEventId: first.events[0]!.id });
  await expect.poll(() => second.state.ended, { timeout: 10_000 }).toBe(true);
  expect(second.events.map(({ event }) => event)).toEqual(['submission', 'end']);
  const third = await watch(`submission:${id}`, { lastEventId: second.events[0]!.id });
  await expect.poll(() => third.state.ended, { timeout: 10_000 }).toBe(true);
  expect(third.events.map(({ event }) => event)).toEqual(['end']);
});

test('changes are heard of again after the database cut the listening connection', async () => {
  const { id, grading } = await submit();
  const { events, state } = await watch(`submission:${id}`);
  await expect.poll(() => events.length).toBe(1);
  await api.owner.raw(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'waymark-listen-changes' and datname = current_database()`,
  );
  await finish(id, grading.id);
  await expect.poll(() => state.ended, { timeout: 15_000 }).toBe(true);
  expect(events.at(-2)).toMatchObject({ data: { status: 'graded' } });
});

test('what one may not see is not there, what nobody can watch is refused, and streams are bounded per person', async () => {
  const { id } = await submit();
  const stranger = await api.person('student');
  expect((await watch(`submission:${id}`, { person: stranger })).response.status).toBe(404);
  for (const topics of ['', 'submission:x', `user:${id}`, `__proto__:${id}`])
    expect([topics, (await watch(topics)).response.status]).toEqual([topics, 400]);
  const watcher = await api.person('superadmin');
  const streams = await Promise.all(
    Array.from({ length: 11 }, () => watch(`submission:${id}`, { person: watcher })),
  );
  expect(streams.map(({ response }) => response.status).sort()).toEqual([
    ...Array.from({ length: 10 }, () => 200),
    429,
  ]);
  await Promise.all(streams.map((stream) => stream.leave()));
  // A closed browser ends what is behind it.
  await expect
    .poll(
      async () => {
        const again = await watch(`submission:${id}`, { person: watcher });
        await again.leave();
        return again.response.status;
      },
      { timeout: 10_000 },
    )
    .toBe(200);
});

test('CUR-4: an open page follows a student’s course, whoever watches it and wherever the steps are done', async () => {
  const course = await createTestCourse(api);
  const { data } = (await course.enrol(student)).json<{ data: { id: string } }>();
  const { events, state } = await watch(`enrolment:${data.id}`);
  await expect
    .poll(() => events)
    .toMatchObject([{ event: 'enrolment', data: { status: 'active', progress: { percent: 0 } } }]);
  await course.mark(student, 0, 'completed');
  await expect
    .poll(() => events.at(-1), { timeout: 2_000 })
    .toMatchObject({ data: { status: 'active', progress: { percent: 25 } } });
  await course.grade(student, 7);
  await course.mark(student, 1, 'completed');
  await course.mark(student, 2, 'completed');
  await expect.poll(() => state.ended, { timeout: 10_000 }).toBe(true);
  expect(events.slice(-2)).toMatchObject([
    { event: 'enrolment', data: { status: 'completed', progress: { percent: 100 } } },
    { event: 'end' },
  ]);
  expect((await watch(`enrolment:${data.id}`, { person: await api.person('student') })).response.status).toBe(
    404,
  );
});

test('OPS-1: who looks after processes hears that one of their own organisation moved, and nobody else does', async () => {
  const admin = await api.person('admin');
  const topic = `processes:${api.demo.id}`;
  const { events, leave } = await watch(topic, { person: admin });
  await expect.poll(() => events.at(0)).toMatchObject({ event: 'processes', data: { id: api.demo.id } });
  await leave();
  // The API listens by now, so that the first event says all that there is to say.
  const again = await watch(topic, { person: admin });
  await expect.poll(() => again.events.length).toBe(1);
  const { id, grading } = await submit();
  await expect.poll(() => again.events.length).toBeGreaterThan(1);
  expect(again.events[1]!.data).not.toEqual(again.events[0]!.data);
  await again.leave();
  await finish(id, grading.id);
  expect((await watch(topic)).response.status).toBe(404);
  expect((await watch(`processes:${api.other.id}`, { person: admin })).response.status).toBe(404);
});

test('GRD-7: lists follow the work of a person or of an organisation, for whoever may see it and nobody else', async () => {
  const [trainer, admin, other] = [
    await api.person('trainer'),
    await api.person('admin'),
    await api.person('student'),
  ];
  const [own, ofAll] = [`submissions:${student.id}`, `submissions:${api.demo.id}`];
  // A trainer's are those in their charge: what others do wakes nobody's page.
  const stranger = await api.person('trainer');
  await api
    .owner('trainer_assignments')
    .insert({ organisation_id: api.demo.id, student_id: student.id, trainer_id: trainer.id });
  const strangers = await watch(ofAll, { person: stranger });
  await expect.poll(() => strangers.events.length).toBeGreaterThan(0);
  const quiet = strangers.events.length;
  const watching = [
    await watch(own),
    await watch(own, { person: admin }),
    await watch(ofAll, { person: trainer }),
  ];
  for (const { events } of watching) await expect.poll(() => events.length).toBeGreaterThan(0);
  const before = watching.map(({ events }) => events.length);
  await submit();
  for (const [index, { events }] of watching.entries()) {
    await expect.poll(() => events.length).toBeGreaterThan(before[index]!);
    expect(Object.keys(events.at(-1)!.data as object).sort()).toEqual(['at', 'id']);
  }
  expect(strangers.events).toHaveLength(quiet);
  for (const { leave } of [...watching, strangers]) await leave();
  await api.owner('trainer_assignments').where({ trainer_id: trainer.id }).delete();
  expect((await watch(own, { person: other })).response.status).toBe(404);
  expect((await watch(own, { person: trainer })).response.status).toBe(404);
  expect((await watch(ofAll)).response.status).toBe(404);
  expect((await watch(`submissions:${api.other.id}`, { person: admin })).response.status).toBe(404);
});

/** Watches a list from when the API hears of changes: what comes after this is news. */
async function watchList(topic: string, person: TestPerson) {
  const watched = await watch(topic, { person });
  await expect.poll(() => Date.parse(watched.events.at(-1)?.data.at ?? '')).toBeGreaterThan(0);
  const before = watched.events.length;
  return { ...watched, news: () => watched.events.slice(before).map(({ event, data }) => ({ event, data })) };
}

test('GRD-3: who writes exercises hears that one of their organisation changed, and neither its students nor anybody else does', async () => {
  const topic = `exercises:${api.demo.id}`;
  const [trainer, parent, elsewhere] = [
    await api.person('trainer'),
    await api.person('parent'),
    await api.person('trainer', { organisationId: api.other.id }),
  ];
  const author = await watchList(topic, trainer);
  const others = await watchList(`exercises:${api.other.id}`, elsewhere);
  const say = (reason: string | null) =>
    api
      .owner('exercises')
      .where({ organisation_id: api.demo.id, slug: 'sum' })
      .update({ status_reason: reason });
  await say('Its own solution is being checked.');
  await expect.poll(() => author.news().length).toBeGreaterThan(0);
  expect(author.news()[0]).toEqual({
    event: 'exercises',
    data: { id: api.demo.id, at: expect.any(String) },
  });
  expect(others.news()).toEqual([]);
  for (const { leave } of [author, others]) await leave();
  await say(null);
  for (const person of [student, parent, elsewhere])
    expect([person.role, (await watch(topic, { person })).response.status]).toEqual([person.role, 404]);
});

test('B5: what a provider told moves the platform’s list, once it is known whose it is that organisation’s, and nobody else’s', async () => {
  const [admin, superadmin, trainer, elsewhere] = [
    await api.person('admin'),
    await api.person('superadmin'),
    await api.person('trainer'),
    await api.person('admin', { organisationId: api.other.id }),
  ];
  const topic = `webhook_events:${api.demo.id}`;
  const own = await watchList(topic, admin);
  const ofPlatform = await watchList('webhook_events:platform', superadmin);
  const others = await watchList(`webhook_events:${api.other.id}`, elsewhere);
  const event = { provider: 'stripe', event_id: 'evt_followed' };
  await api.owner('webhook_events').insert({
    ...{ ...event, type: 'payment_intent.succeeded', refers_to: ['pi_1'], state: 'received' },
    ...{ body: '{}', body_hash: Buffer.from('followed') },
  });
  await expect.poll(() => ofPlatform.news().length).toBe(1);
  expect(own.news()).toEqual([]);
  await api
    .owner('webhook_events')
    .where(event)
    .update({ organisation_id: api.demo.id, state: 'undeliverable' });
  await expect.poll(() => own.news().length).toBe(1);
  await expect.poll(() => ofPlatform.news().length).toBe(2);
  const at = expect.any(String);
  expect(own.news()[0]).toEqual({ event: 'webhook_events', data: { id: api.demo.id, at } });
  expect(ofPlatform.news()[0]).toEqual({ event: 'webhook_events', data: { id: 'platform', at } });
  expect(others.news()).toEqual([]);
  for (const { leave } of [own, ofPlatform, others]) await leave();
  await api.owner('webhook_events').where(event).delete();
  for (const person of [student, trainer, elsewhere])
    expect([person.role, (await watch(topic, { person })).response.status]).toEqual([person.role, 404]);
  expect((await watch('webhook_events:platform', { person: admin })).response.status).toBe(404);
});

// And one more for a busy machine.
const withinFiveSeconds = 6_000;

test('M1: a stream that was opened before ends within 5 s of a sign-out elsewhere', async () => {
  const person = await api.person('superadmin');
  const { id } = await submit();
  const { events, state } = await watch(`submission:${id}`, { person });
  await expect.poll(() => events.length).toBe(1);
  await api.owner('sessions').where({ user_id: person.id }).update({ revoked_at: api.owner.fn.now() });
  await expect.poll(() => state.ended, { timeout: withinFiveSeconds }).toBe(true);
  expect(events).toHaveLength(1);
  expect((await watch(`submission:${id}`, { person })).response.status).toBe(401);
});

test('M1: who is demoted or deactivated is told nothing more after 5 s, and what one may see now is asked anew', async () => {
  const [demoted, deactivated] = await Promise.all([api.person('admin'), api.person('admin')]);
  const { id } = await submit();
  const streams = await Promise.all(
    [demoted, deactivated].map((person) => watch(`submission:${id}`, { person })),
  );
  for (const { events } of streams) await expect.poll(() => events.length).toBe(1);
  await api.owner('memberships').where({ user_id: demoted.id }).update({ role: 'student' });
  await api.owner('memberships').where({ user_id: deactivated.id }).update({ status: 'deactivated' });
  for (const { state } of streams)
    await expect.poll(() => state.ended, { timeout: withinFiveSeconds }).toBe(true);
  expect((await watch(`submission:${id}`, { person: demoted })).response.status).toBe(404);
  expect((await watch(`submission:${id}`, { person: deactivated })).response.status).toBe(401);
});
