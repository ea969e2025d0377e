import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, dataOf } from '#api/testing/app.ts';
import type { TestApp, TestPerson } from '#api/testing/app.ts';
import { untilWaiting } from '#api/testing/until-waiting.ts';

let api: TestApp;
let admin: TestPerson;
beforeAll(async () => {
  api = await createTestApp();
  admin = await api.person('admin');
});
afterAll(() => api.close());

type Trainers = { results: { id: string; student_count: number; capacity: number }[] };
const assign = (studentId: string, trainerId?: string) =>
  api.app.inject({
    method: 'POST',
    url: '/api/users/assign-trainer',
    headers: admin.authorization,
    payload: { student_id: studentId, ...(trainerId && { trainer_id: trainerId }) },
  });
const trainers = async () =>
  dataOf<Trainers>(await api.app.inject({ url: '/api/users/trainers', headers: admin.authorization }))
    .results;
const students = (count: number) => Promise.all(Array.from({ length: count }, () => api.person('student')));

test('ACC-10: the 21st student of a trainer is refused, also when many are assigned at once', async () => {
  const trainer = await api.person('trainer');
  const group = await students(24);
  const answers = await Promise.all(group.map((student) => assign(student.id, trainer.id)));
  expect(answers.filter((answer) => answer.statusCode === 200)).toHaveLength(20);
  for (const answer of answers.filter((one) => one.statusCode !== 200))
    expect(answer.json().error.code).toBe('CONFLICT');
  expect(await trainers()).toEqual([
    expect.objectContaining({ id: trainer.id, student_count: 20, capacity: 20 }),
  ]);
  const full = await assign((await api.person('student')).id);
  expect(full.json().error).toMatchObject({
    code: 'CONFLICT',
    message: 'No trainer has room for another student.',
  });
});

test('ACC-10: of two who wait for a trainer’s last place at the same moment, one gets it', async () => {
  const trainer = await api.person('trainer');
  await api.owner('memberships').where({ user_id: trainer.id }).update({ capacity: 1 });
  const [one, two] = await students(2);
  const asked = await api.owner.transaction(async (blocker) => {
    await blocker('memberships').where({ user_id: trainer.id }).forUpdate().select('user_id');
    const both = Promise.all([assign(one!.id, trainer.id), assign(two!.id, trainer.id)]);
    await untilWaiting(api.owner, 2);
    return { both };
  });
  expect((await asked.both).map(({ statusCode }) => statusCode).toSorted()).toEqual([200, 409]);
  expect(await api.owner('trainer_assignments').where({ trainer_id: trainer.id })).toHaveLength(1);
});

test('ACC-10: without a name the student goes to whoever has the fewest, also when many come at once', async () => {
  const [one, two] = [await api.person('trainer'), await api.person('trainer')];
  const group = await students(10);
  const answers = await Promise.all(group.map((student) => assign(student.id)));
  expect(answers.every((answer) => answer.statusCode === 200)).toBe(true);
  const loads = (await trainers())
    .filter(({ id }) => id === one.id || id === two.id)
    .map((trainer) => trainer.student_count);
  expect(loads).toEqual([5, 5]);
});

test('ACC-10: assigning again moves the student, and is audited', async () => {
  const [one, two] = [await api.person('trainer'), await api.person('trainer')];
  const student = await api.person('student');
  await assign(student.id, one.id);
  expect(dataOf(await assign(student.id, two.id))).toMatchObject({
    student_id: student.id,
    trainer: { id: two.id },
  });
  const counts = Object.fromEntries((await trainers()).map((trainer) => [trainer.id, trainer.student_count]));
  expect([counts[one.id], counts[two.id]]).toEqual([0, 1]);
  expect(
    (await api.owner('audit_entries').where({ subject_id: student.id }).orderBy('id')).at(-1),
  ).toMatchObject({
    action: 'trainer.assigned',
    before: { trainer_id: one.id },
    after: { trainer_id: two.id },
  });
  const list = await api.app.inject({ url: `/api/users/${two.id}/students`, headers: two.authorization });
  expect(dataOf(list)).toMatchObject({ count: 1, results: [{ student: { id: student.id } }] });
});

test('D7: students without a trainer are asked for, however many people come before them by name', async () => {
  const trainer = await api.person('trainer');
  const [taught, alone] = await Promise.all([api.person('student'), api.person('student')]);
  await assign(taught.id, trainer.id);
  const url = '/api/users?without_trainer=true&status=active&page_size=100';
  const { results } = dataOf<{ results: { id: string; role: string }[] }>(
    await api.app.inject({ url, headers: admin.authorization }),
  );
  const ids = results.map(({ id }) => id);
  expect([ids.includes(alone.id), ids.includes(taught.id), ids.includes(trainer.id)]).toEqual([
    true,
    false,
    false,
  ]);
});

test('ACC-10 and ACC-6: only students go to trainers, and only within the organisation', async () => {
  const trainer = await api.person('trainer');
  const student = await api.person('student');
  const foreign = await api.person('trainer', { organisationId: api.other.id });
  for (const [studentId, trainerId] of [
    [trainer.id, trainer.id],
    [student.id, student.id],
    [student.id, foreign.id],
    [foreign.id, trainer.id],
  ] as const) {
    expect((await assign(studentId, trainerId)).statusCode).toBe(404);
  }
});

test('L16: a trainer’s places are never fewer than the students they have', async () => {
  const trainer = await api.person('trainer');
  for (const student of await students(2))
    expect((await assign(student.id, trainer.id)).statusCode).toBe(200);
  const change = (capacity: number) =>
    api.app.inject({
      method: 'PUT',
      url: `/api/users/${trainer.id}`,
      headers: admin.authorization,
      payload: { capacity },
    });
  const refused = await change(1);
  expect([refused.statusCode, refused.json().error.details]).toEqual([
    409,
    { capacity: ['must be at least 2, as many as they have now'] },
  ]);
  expect((await change(2)).statusCode).toBe(200);
});
