import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readExercise } from '#content/reading/read-exercise.ts';
import type { ExerciseDefinition } from '#domain/exercises/exercise-definition.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { settleSolutionCheck } from '#models/exercises/settle-solution-check.ts';
import { createTestApp } from '#api/testing/app.ts';
import type { TestApp, TestPerson } from '#api/testing/app.ts';

const url = '/api/grading/exercises';
const shipped = path.resolve(import.meta.dirname, '../../../../content/demo/exercises/sum-two-numbers');

let api: TestApp;
let trainer: TestPerson;
let student: TestPerson;
let definition: ExerciseDefinition;

beforeAll(async () => {
  api = await createTestApp();
  [trainer, student] = await Promise.all([api.person('trainer'), api.person('student')]);
  definition = { ...(await readExercise(shipped)), languages: ['python'] };
  definition = {
    ...definition,
    starter: { python: definition.starter.python! },
    solution: { python: definition.solution.python! },
  };
});

afterAll(() => api.close());

const as = (person: TestPerson) => ({ headers: person.authorization });
const create = (payload: object, person = trainer) =>
  api.app.inject({ method: 'POST', url, payload, ...as(person) });
const save = (payload: object, person = trainer) =>
  api.app.inject({ method: 'PUT', url, payload, ...as(person) });
const get = (address: string, person: TestPerson) => api.app.inject({ url: address, ...as(person) });

/** What the grading process does when a solution was accepted (or not). */
async function finishChecks(slug: string, verdict: string): Promise<void> {
  const authoring = (await get(`${url}/${slug}/authoring`, trainer)).json().data;
  await api
    .owner('submissions')
    .where({ exercise_version_id: authoring.version_id })
    .update({ status: 'graded', verdict });
  await inOrganisation(api.app.database, api.demo.id, (trx) =>
    settleSolutionCheck(trx, authoring.version_id),
  );
}

test('an exercise is a draft nobody but its authors sees until its own solution is accepted in each language', async () => {
  const created = await create({ ...definition, slug: 'draft-first' });
  expect(created.statusCode).toBe(201);
  expect(created.json().data).toMatchObject({
    status: 'draft',
    version_number: 1,
    solution_checks: [{ language: 'python', status: 'queued', verdict: null }],
  });
  expect((await get(`${url}/draft-first`, student)).statusCode).toBe(404);
  expect((await get(`${url}/draft-first`, trainer)).statusCode).toBe(200);
  const started = await api.owner('outbox').where('workflow_id', 'like', 'grade-submission:%');
  expect(started).toHaveLength(1);

  await finishChecks('draft-first', 'wrong_answer');
  expect((await get(`${url}/draft-first/authoring`, trainer)).json().data).toMatchObject({
    status: 'draft',
    status_reason: 'Its own solution in Python is not accepted: wrong answer.',
    draft_reason: { code: 'not_accepted', parameters: { language: 'Python', verdict: 'wrong_answer' } },
  });

  const again = await api.app.inject({ method: 'POST', url: `${url}/draft-first/check`, ...as(trainer) });
  expect(again.statusCode).toBe(202);
  await finishChecks('draft-first', 'accepted');
  expect((await get(`${url}/draft-first`, student)).json().data).toMatchObject({
    slug: 'draft-first',
    status: 'published',
    status_reason: null,
    draft_reason: null,
  });
});

test('D19: whoever waits for exercises is told how many are ready, how many are being checked, and for how long', async () => {
  type Told = { ready: number; being_checked: number; minutes_left: number | null };
  const told = async () => (await get('/api/grading/preparation', student)).json<{ data: Told }>().data;
  const before = await told();
  for (const slug of ['prepared-one', 'prepared-two']) await create({ ...definition, slug });
  expect(await told()).toMatchObject({ ready: before.ready, being_checked: before.being_checked + 2 });
  await finishChecks('prepared-one', 'accepted');
  expect(await told()).toEqual({
    ready: before.ready + 1,
    being_checked: before.being_checked + 1,
    minutes_left: expect.any(Number),
  });
  await finishChecks('prepared-two', 'accepted');
});

test('a student never sees hidden tests nor a solution, only how many hidden tests there are', async () => {
  await create({ ...definition, slug: 'hidden-stays' });
  await finishChecks('hidden-stays', 'accepted');
  const answer = await get(`${url}/hidden-stays`, student);
  const { data } = answer.json();
  expect(data.tests.map(({ name }: { name: string }) => name)).toEqual(
    definition.tests.filter(({ hidden }) => !hidden).map(({ name }) => name),
  );
  expect(data).toMatchObject({ hidden_test_count: 3, max_score: 7, attempts_used: 0, attempts_left: null });
  for (const { input } of definition.tests.filter(({ hidden }) => hidden))
    expect(answer.body).not.toContain(JSON.stringify(input.stdin));
  expect(answer.body).not.toContain('print(int(first)');
  expect((await get(`${url}/hidden-stays/authoring`, student)).json().error.code).toBe('FORBIDDEN');
});

test('saving the same again makes no version; a change makes one, and students keep the published one until it is checked', async () => {
  await create({ ...definition, slug: 'versions' });
  await finishChecks('versions', 'accepted');
  const same = (await save({ ...definition, slug: 'versions' })).json().data;
  expect(same).toMatchObject({ version_number: 1, status: 'published' });

  const changed = (await save({ ...definition, slug: 'versions', title: 'Two numbers, one sum' })).json()
    .data;
  expect(changed).toMatchObject({
    version_number: 2,
    published_version_number: 1,
    status: 'published',
    status_reason: 'Its own solution is being checked.',
  });
  // Why the newer version waits may tell of its hidden tests: that is for its authors.
  const unexplained = { title: definition.title, status_reason: null, draft_reason: null };
  expect((await get(`${url}/versions`, student)).json().data).toMatchObject(unexplained);
  const listed = (await get(`${url}?search=versions`, student)).json().data.results;
  expect(listed).toMatchObject([unexplained]);
  await finishChecks('versions', 'accepted');
  expect((await get(`${url}/versions`, student)).json().data).toMatchObject({
    title: 'Two numbers, one sum',
    version_number: 2,
  });
  await expect(
    api.owner('exercise_versions').where({ number: 1 }).update({ title: 'Forged' }),
  ).rejects.toThrow(/immutable/);
});

test('what contradicts itself is refused with the reasons by field; what cannot be checked yet stays a draft and says why', async () => {
  const refused = await create({
    ...definition,
    slug: 'broken',
    tests: [{ name: 'a', hidden: false, input: { stdin: '1', call: 'f' }, compare: 'exact' }],
    starter: { cpp: [{ name: '../x', content: '' }] },
  });
  expect(refused.statusCode).toBe(400);
  expect(Object.keys(refused.json().error.details).sort()).toEqual(['starter.cpp', 'tests.0']);

  const unsolved = (await create({ ...definition, slug: 'unsolved', solution: {} })).json().data;
  expect(unsolved).toMatchObject({
    status: 'draft',
    status_reason: 'There is no solution in Python.',
    solution_checks: [{ status: 'not_checked' }],
  });
  const later = (
    await create({
      ...definition,
      slug: 'java-later',
      languages: ['java'],
      starter: {},
      solution: { java: [{ name: 'Main.java', content: 'class Main {}' }] },
    })
  ).json().data;
  expect(later.status_reason).toBe('Java cannot be graded on this platform yet.');
  expect(
    (await api.app.inject({ method: 'POST', url: `${url}/unsolved/check`, ...as(trainer) })).statusCode,
  ).toBe(409);
});

test('K11: an author sees at which tests the checker failed, of the versions that count, until it is mended', async () => {
  const slug = 'failing-checker';
  await create({ ...definition, slug });
  const failures = async () => (await get(`${url}/${slug}/authoring`, trainer)).json().data.checker_failures;
  const { version_id } = (await get(`${url}/${slug}/authoring`, trainer)).json().data;
  expect(await failures()).toEqual([]);
  const fail = async (test: string, message: string) => {
    const [grading] = await api
      .owner('gradings')
      .join('submissions', 'submissions.id', 'gradings.submission_id')
      .where({ exercise_version_id: version_id })
      .select<{ id: string }[]>('gradings.id');
    await api.owner('process_events').insert({
      organisation_id: api.demo.id,
      workflow_id: `grade-submission:${grading!.id}`,
      event: 'checker_failed',
      detail: { test, message },
    });
  };
  await fail('one', 'ValueError: a');
  await fail('one', 'ValueError: b');
  await fail('two', 'IndexError');
  expect(await failures()).toEqual([
    { test: 'two', message: 'IndexError', version_number: 1, count: 1, last_at: expect.any(String) },
    { test: 'one', message: 'ValueError: b', version_number: 1, count: 2, last_at: expect.any(String) },
  ]);
  // Students still meet the published version's checker while the next version is a draft.
  await finishChecks(slug, 'accepted');
  await save({ ...definition, slug, title: 'Mended' });
  expect(await failures()).toHaveLength(2);
  await finishChecks(slug, 'accepted');
  expect(await failures()).toEqual([]);
});

test('the same POST with the same Idempotency-Key answers the same and saves once', async () => {
  const payload = { ...definition, slug: 'only-once' };
  const once = () =>
    api.app.inject({
      method: 'POST',
      url,
      payload,
      headers: { ...trainer.authorization, 'idempotency-key': 'author-1' },
    });
  const [first, second] = [await once(), await once()];
  expect([first.statusCode, second.statusCode]).toEqual([201, 201]);
  expect(second.json()).toEqual(first.json());
  expect(await api.owner('submissions').where({ exercise_id: first.json().data.id })).toHaveLength(1);
});

test('a taken slug is refused by POST, students may not author, and another organisation’s exercise is not there', async () => {
  await create({ ...definition, slug: 'taken' });
  expect((await create({ ...definition, slug: 'taken' })).json().error.code).toBe('CONFLICT');
  expect((await create({ ...definition, slug: 'by-a-student' }, student)).json().error.code).toBe(
    'FORBIDDEN',
  );
  const stranger = await api.person('trainer', { organisationId: api.other.id });
  expect((await get(`${url}/taken/authoring`, stranger)).json().error.code).toBe('NOT_FOUND');
  expect((await create({ ...definition, slug: 'taken' }, stranger)).statusCode).toBe(201);
});

test('the list filters by language, kind, difficulty and words, and carries one’s own progress', async () => {
  const exercise = { ...definition, difficulty: 4, kind: 'debug', title: 'The 100% rule' };
  await create({ ...exercise, slug: 'filtered' });
  await finishChecks('filtered', 'accepted');
  const found = async (query: string, person = student) => (await get(`${url}?${query}`, person)).json().data;
  const bySlug = (list: { results: { slug: string }[] }) => list.results.map(({ slug }) => slug);
  expect(bySlug(await found('difficulty=4&kind=debug&language=python&search=100%25'))).toEqual(['filtered']);
  expect(bySlug(await found('search=100_rule'))).toEqual([]);
  expect(await found('language=cpp')).toMatchObject({ count: 0, results: [], next: null });
  expect(bySlug(await found('status=draft'))).not.toContain('unsolved');
  expect(bySlug(await found('status=draft&page_size=100', trainer))).toContain('unsolved');
  const beyond = await found('page=50&page_size=1');
  expect(beyond.results).toEqual([]);
  expect(beyond.count).toBeGreaterThan(0);
  expect(beyond.previous).toContain(`page=${beyond.count}`);

  const { id } = (await get(`${url}/filtered`, student)).json().data;
  await api.owner('exercise_progress').insert({
    organisation_id: api.demo.id,
    user_id: student.id,
    exercise_id: id,
    attempts: 2,
    best_score: 5,
    max_score: 7,
  });
  const [mine] = (await found('search=filtered')).results;
  expect(mine.my_progress).toEqual({ attempts: 2, best_score: 5, max_score: 7, solved_at: null });
});

test('D7: what is due within some hours is asked for, the next one first', async () => {
  const hours = { late: 60, next: 2, far: 100, over: -1 };
  for (const [slug, hour] of Object.entries(hours)) {
    const due_at = new Date(Date.now() + hour * 3_600_000).toISOString();
    await create({ ...definition, slug: `due-${slug}`, due_at });
    await finishChecks(`due-${slug}`, 'accepted');
  }
  const { data } = (await get(`${url}?due_within=72&search=due-`, student)).json();
  expect(data.results.map(({ slug }: { slug: string }) => slug)).toEqual(['due-next', 'due-late']);
});

test('an author may try a solution over tests of an exercise that is not saved yet; contradictions are told by test', async () => {
  const trial = (payload: object, person = trainer) =>
    api.app.inject({ method: 'POST', url: `${url}/fill-expected`, payload, ...as(person) });
  const source = { language: 'python', files: [{ name: 'main.py', content: 'print(input())' }] };
  const accepted = await trial({ ...source, tests: [{ name: 'one', input: { stdin: '1' } }] });
  expect(accepted.statusCode).toBe(202);
  expect(accepted.json().data).toMatchObject({ exercise: null, status: 'queued', result: null });
  const mixed = await trial({
    ...source,
    tests: [
      { name: 'one', input: { stdin: '1' } },
      { name: 'two', input: { call: 'f' } },
    ],
  });
  expect(mixed.json().error.details).toEqual({
    'tests.1': ['A call needs args.'],
    tests: ['Use calls in all tests or in none: a submission runs either as a program or by calls.'],
  });
  expect(
    (await trial({ ...source, language: 'cobol', tests: [{ name: 'one', input: { stdin: '' } }] }))
      .statusCode,
  ).toBe(400);
  expect(
    (await trial({ ...source, tests: [{ name: 'one', input: { stdin: '' } }] }, student)).statusCode,
  ).toBe(403);
});

test('a language that is not ready says what it waits for; with several workers, ready on one is ready', async () => {
  const languages = async () => (await get('/api/grading/languages', student)).json().data;
  const heartbeat = (worker: string, state: object, secondsAgo: number) =>
    api.owner('worker_heartbeats').insert({
      worker,
      queue: 'grading',
      state: JSON.stringify(state),
      seen_at: new Date(Date.now() - secondsAgo * 1000),
    });
  expect((await languages()).map(({ ready }: { ready: boolean }) => ready)).toEqual([
    false,
    false,
    false,
    false,
  ]);
  await heartbeat('gone', { languages: [{ language: 'cpp', ready: true, reason: null }] }, 300);
  await heartbeat(
    'one',
    {
      languages: [
        { language: 'python', ready: true, reason: null },
        { language: 'cpp', ready: false, reason: 'Its image is being built' },
      ],
    },
    3,
  );
  await heartbeat(
    'other',
    { languages: [{ language: 'python', ready: false, reason: 'Its image is being built' }] },
    1,
  );
  expect(await languages()).toMatchObject([
    { language: 'python', title: 'Python', ready: true, reason: null },
    { language: 'javascript', ready: false, reason: expect.stringContaining('No grading worker') },
    { language: 'typescript', ready: false },
    { language: 'cpp', title: 'C++', ready: false, reason: 'Its image is being built' },
  ]);
});

/** A body as text: what JSON.stringify would round stands as `%N%` in it. */
const sendText = (method: 'POST' | 'PUT', address: string, body: object, numbers: Record<string, string>) =>
  api.app.inject({
    method,
    url: address,
    payload: JSON.stringify(body).replaceAll(/"%(\w+)%"/g, (_whole, name: string) => numbers[name]!),
    headers: { ...trainer.authorization, 'content-type': 'application/json' },
  });

const callTest = (args: unknown[], value: unknown) => ({
  name: 'one',
  hidden: false,
  input: { call: 'f', args },
  expected: { value },
  compare: 'exact',
});

test('K2: an author’s numbers are kept as written, and come back so', async () => {
  const body = (slug: string) => ({
    ...definition,
    slug,
    kind: 'function',
    tests: [
      callTest(['%big%', ['%negative%', '%zero%']], { sum: '%big%', small: '%small%', wide: '%wide%' }),
    ],
  });
  const numbers = {
    big: '9007199254740993',
    negative: '-9223372036854775808',
    zero: '-0',
    small: '0.5',
    wide: '1e400',
  };
  const kept = [
    {
      input: {
        args: [{ $number: '9007199254740993' }, [{ $number: '-9223372036854775808' }, { $number: '-0' }]],
      },
      expected: {
        value: { sum: { $number: '9007199254740993' }, small: 0.5, wide: { $number: 'Infinity' } },
      },
    },
  ];
  const created = await sendText('POST', url, body('exact-numbers'), numbers);
  expect(created.statusCode).toBe(201);
  expect(created.json().data.tests).toMatchObject(kept);
  // What was answered can be sent again, and is the same.
  const again = await save({ ...body('exact-numbers'), tests: created.json().data.tests });
  expect(again.json().data).toMatchObject({ version_number: 1, tests: kept });
});

test('K2: an author’s trial runs with the numbers as written', async () => {
  const trial = {
    language: 'python',
    files: [{ name: 'main.py', content: 'def f(x):\n    return x\n' }],
    tests: [{ name: 'one', input: { call: 'f', args: ['%big%'] } }],
  };
  const answer = await sendText('POST', `${url}/fill-expected`, trial, { big: '9007199254740993' });
  expect(answer.statusCode).toBe(202);
  const run = await api.owner('runs').where({ id: answer.json().data.id }).first();
  expect(run.tests).toMatchObject([{ input: { args: [{ $number: '9007199254740993' }] } }]);
});

test('a number that is tagged and means nothing is refused with how to write it; deep and poisoned bodies stay refused', async () => {
  const wrong = {
    ...definition,
    slug: 'wrong-tag',
    kind: 'function',
    tests: [callTest([{ $number: 'ten' }], 1)],
  };
  const refused = await create(wrong);
  expect(refused.statusCode).toBe(400);
  expect(refused.json().error.details['tests.0'][0]).toMatch(
    /\{"\$number": …\} holds a whole number in digits/,
  );

  const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
  for (const value of [
    nested(60),
    nested(50_000),
    '{"__proto__":{"a":1}}',
    '{"constructor":{"prototype":{}}}',
    '1e',
  ]) {
    const body = { ...wrong, tests: [callTest(['%value%'], 1)] };
    const answer = await sendText('POST', url, body, { value });
    expect([answer.statusCode, answer.json().error.code]).toEqual([400, 'VALIDATION_ERROR']);
  }
  const tooLarge = await create({ ...wrong, statement_md: 'x'.repeat(3_000_000) });
  expect(tooLarge.statusCode).toBe(413);
  expect((await sendText('POST', url, {}, {})).statusCode).toBe(400);
});
