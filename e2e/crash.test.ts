import { randomInt } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isAlive } from '#dev/processes/identity.ts';
import { waitFor } from '#dev/processes/wait-for.ts';
import { createAccount } from '#dev/users/accounts.ts';
import { openDatabase } from '#models/database/knex.ts';
import { readEvidence } from './crash/evidence.ts';
import type { SubmissionEvidence } from './crash/evidence.ts';
import { askForArchive, erase, readLeaving, thinkBetter } from './crash/leaving.ts';
import { comment, messageIdsOf, readNotice } from './crash/notices.ts';
import { containersOf, orphansOf } from './crash/orphans.ts';
import { exercise, exerciseSlug, programs } from './crash/programs.ts';
import { randomnessFrom } from './crash/randomness.ts';
import { run, signIn, submit } from './crash/student.ts';
import type { Client } from './crash/student.ts';
import { kill, supervisorName, victimsOf } from './crash/victims.ts';
import { launchPlatform } from './platform.ts';
import type { LaunchedPlatform } from './platform.ts';

/*
 * The whole platform under kill -9 (GRD-6). `npm run crash -- --rounds 50 --seed 7` chooses how often and repeats a run's choices
 * (the machine's own timing differs from run to run all the same).
 */
const seed = Number(process.env.CRASH_SEED ?? randomInt(2 ** 31));
const rounds = Number(process.env.CRASH_ROUNDS ?? 6);
const students = ['one@example.com', 'two@example.com', 'three@example.com'];
const password = 'kept-through-every-crash';
/** In each round one person asks for an archive, another is erased, and a third asks to be and thinks better of it. */
const leavers = Array.from({ length: rounds }, (_, round) =>
  ['asking', 'erased', 'staying'].map((what) => `${what}-${round + 1}@example.com`),
);
const submissionsARound = 8;
const verdictWithinMs = 240_000;

let platform: LaunchedPlatform;
let ownerUrl: string;
/** Every submission that was answered with 202, and the verdict it must get. */
const accepted = new Map<string, string>();

beforeAll(async () => {
  console.log(
    `Crash suite: seed ${seed}, ${rounds} rounds (repeat with: npm run crash -- --rounds ${rounds} --seed ${seed})`,
  );
  platform = await launchPlatform({
    environment: {
      RATE_LIMIT_ANONYMOUS: '100000',
      RATE_LIMIT_SIGNED_IN: '100000',
      RATE_LIMIT_SIGN_INS: '100000',
      GRADING_SLOTS: '1',
      NOTIFICATION_MAIL_AFTER_SECONDS: '2',
    },
  });
  ownerUrl = platform.record().databaseOwnerUrl!;
  const owner = openDatabase(ownerUrl, { maximum: 2 });
  await createAccount(owner, {
    email: 'trainer@example.com',
    name: 'Trainer',
    role: 'trainer',
    organisation: 'demo',
    password,
  });
  await createAccount(owner, {
    email: 'superadmin@example.com',
    name: 'Superadmin',
    role: 'superadmin',
    organisation: 'demo',
    password,
  });
  for (const email of [...students, ...leavers.flat()])
    await createAccount(owner, {
      email,
      name: email.split('@')[0]!,
      role: 'student',
      organisation: 'demo',
      password,
    });
  await owner.destroy();
  const trainer = await signIn(platform.apiUrl, 'trainer@example.com', password);
  await trainer.call('POST', '/api/grading/exercises', exercise);
  await waitFor(
    'The exercise being published after the check of its own solution',
    async () =>
      (await trainer.call<{ status: string }>('GET', `/api/grading/exercises/${exerciseSlug}`)).status ===
      'published',
    { withinMs: 400_000, everyMs: 1_000 },
  );
});

afterAll(async () => {
  await platform?.remove();
});

/** Submits from every student at random moments of a window; resolves when all are accepted. */
async function submitDuring(windowMs: number, random: ReturnType<typeof randomnessFrom>): Promise<void> {
  const clients = await Promise.all(students.map((email) => signIn(platform.apiUrl, email, password)));
  const plans = Array.from({ length: submissionsARound }, () => ({
    client: random.pick(clients),
    program: random.pick(programs),
    atMs: random.between(0, windowMs),
  }));
  await Promise.all(
    plans.map(async ({ client, program, atMs }) => {
      await pause(atMs);
      accepted.set(await submit(client, exerciseSlug, program.content), program.verdict);
    }),
  );
}

/** Has one person of the round ask for an archive, another one erased, and a third ask for that and take it back, at random moments. @returns their ids */
async function leaveDuring(
  windowMs: number,
  round: number,
  random: ReturnType<typeof randomnessFrom>,
): Promise<{ asking: string; erased: string; staying: string }> {
  const [asking, erased, staying] = await Promise.all(
    leavers[round - 1]!.map((email) => signIn(platform.apiUrl, email, password)),
  );
  const superadmin = await signIn(platform.apiUrl, 'superadmin@example.com', password);
  const ids = await Promise.all(
    [asking!, erased!, staying!].map((client) => client.call<{ id: string }>('GET', '/api/users/profile')),
  );
  await Promise.all([
    pause(random.between(0, windowMs)).then(() => askForArchive(asking!)),
    pause(random.between(0, windowMs)).then(() => erase(superadmin, ids[1]!.id)),
    pause(random.between(0, windowMs / 2)).then(() =>
      thinkBetter(staying!, password, random.between(0, windowMs / 2)),
    ),
  ]);
  return { asking: ids[0]!.id, erased: ids[1]!.id, staying: ids[2]!.id };
}

/** One whole archive, a person who is gone with the last mail to them, and one who is there as before. */
async function expectLeft(
  round: number,
  { asking, erased, staying }: Awaited<ReturnType<typeof leaveDuring>>,
): Promise<void> {
  const read = async () => ({
    asked: await readLeaving(ownerUrl, asking),
    gone: await readLeaving(ownerUrl, erased),
    stayed: await readLeaving(ownerUrl, staying),
  });
  const ended = async () => {
    const { asked, gone, stayed } = await read();
    return asked?.archive === 'ready' && gone?.erasure === 'erased' && stayed?.untold === 0;
  };
  await waitFor('The end of the export and the erasure', ended, {
    withinMs: verdictWithinMs,
    everyMs: 500,
  }).catch(async (error: Error) => {
    throw new Error(`${error.message}: ${JSON.stringify(await read())}`);
  });
  expect(await read()).toMatchObject({
    asked: { collected: 1, whole: true },
    gone: { name: 'Former member', email: null, farewells: ['sent to erased'] },
    stayed: { erasure: 'cancelled', process: 'cancelled', email: leavers[round - 1]![2], takenBack: 1 },
  });
}

/** Has a student's code run at a random moment. @returns the accepted run, and what it has to print */
async function runDuring(
  windowMs: number,
  round: number,
  random: ReturnType<typeof randomnessFrom>,
): Promise<{ client: Client; id: string; printed: string }> {
  const client = await signIn(platform.apiUrl, students[1]!, password);
  await pause(random.between(0, windowMs));
  const id = await run(client, exerciseSlug, 'print("heard", input())', `round ${round}\n`);
  return { client, id, printed: `heard round ${round}\n` };
}

/** The run ends by itself, with what it printed. */
async function expectRan({ client, id, printed }: Awaited<ReturnType<typeof runDuring>>): Promise<void> {
  const read = () =>
    client.call<{ status: string; result: { output: { stdout: string } | null } | null }>(
      'GET',
      `/api/grading/runs/${id}`,
    );
  await waitFor('The end of a run', async () => (await read()).status === 'finished', {
    withinMs: verdictWithinMs,
    everyMs: 500,
  });
  expect((await read()).result?.output?.stdout).toBe(printed);
}

/** Has one of the staff comment on a new submission at a random moment. @returns the words */
async function commentDuring(
  windowMs: number,
  round: number,
  random: ReturnType<typeof randomnessFrom>,
): Promise<string> {
  const [student, staff] = await Promise.all([
    signIn(platform.apiUrl, students[0]!, password),
    // Who sees every student's work.
    signIn(platform.apiUrl, 'superadmin@example.com', password),
  ]);
  const { content, verdict } = programs[0];
  const words = `Seen in round ${round}.`;
  await pause(random.between(0, windowMs / 2));
  const id = await submit(student, exerciseSlug, content);
  accepted.set(id, verdict);
  await comment(staff, id, words);
  return words;
}

/** One line in the panel, and one mail with one Message-ID. */
async function expectTold(words: string): Promise<void> {
  const told = async () => {
    const evidence = await readNotice(ownerUrl, words);
    return evidence?.state === 'mailed' && evidence.mails.every((status) => status === 'sent');
  };
  await waitFor('The end of telling a comment', told, { withinMs: verdictWithinMs, everyMs: 500 });
  expect(await readNotice(ownerUrl, words)).toMatchObject({
    ...{ notifications: 1, shown: true, mails: ['sent'] },
  });
  expect(await messageIdsOf(platform.mailUrl, students[0]!, words)).toHaveLength(1);
}

/** @param isFinished a submission of which nothing more is to come */
async function expectEveryVerdict(isFinished: (one: SubmissionEvidence) => boolean): Promise<void> {
  const allFinished = async () => {
    const evidence = await readEvidence(ownerUrl);
    return evidence.length >= accepted.size && evidence.every(isFinished) ? evidence : undefined;
  };
  const evidence = await waitFor('A verdict for every accepted submission', allFinished, {
    withinMs: verdictWithinMs,
    everyMs: 500,
  }).catch(async (error: Error) => {
    throw new Error(
      `${error.message}: ${JSON.stringify((await readEvidence(ownerUrl)).filter((one) => !isFinished(one)))}`,
    );
  });
  expect(Object.fromEntries(evidence.map(({ id, verdict }) => [id, verdict]))).toEqual(
    Object.fromEntries(accepted),
  );
  for (const one of evidence) {
    expect(one, `submission ${one.id}`).toMatchObject({ gradings: 1, graded: 1 });
    expect(one.announced, `announcements of submission ${one.id}`).toBeLessThanOrEqual(1);
  }
  for (const userId of new Set(evidence.map(({ user_id }) => user_id))) {
    const attempts = evidence
      .filter(({ user_id }) => user_id === userId)
      .map(({ attempt }) => attempt)
      .sort((one, other) => one - other);
    expect(attempts).toEqual(attempts.map((_, index) => index + 1));
  }
}

async function expectNoOrphans(): Promise<void> {
  const orphans = async () => ((await orphansOf(platform)).length === 0 ? true : undefined);
  // A worker that was killed counts as gone after 35 s without a heartbeat; then two looks, 10 s apart.
  await waitFor('No container being left over', orphans, { withinMs: 90_000, everyMs: 500 }).catch(
    async (error: Error) => {
      throw new Error(`${error.message}: ${(await orphansOf(platform)).join(', ')}`);
    },
  );
}

describe('GRD-6: kill -9 of any process at any moment', () => {
  test.for(Array.from({ length: rounds }, (_, index) => index + 1))(
    'round %i: every accepted submission gets exactly one verdict, no attempt is lost, whoever asked has their archive, is gone or stays, a comment is told once, code that was to run has run, no container is left',
    async (round) => {
      const random = randomnessFrom(seed + round);
      const windowMs = 4_000;
      const submitting = Promise.all([
        leaveDuring(windowMs, round, random),
        commentDuring(windowMs, round, random),
        runDuring(windowMs, round, random),
        submitDuring(windowMs, random),
      ]);
      for (let kills = 0; kills < 3; kills += 1) {
        await pause(random.between(100, windowMs / 2));
        const victim = random.pick(await victimsOf(platform));
        const done = await kill(platform, victim);
        console.log(`  round ${round}: kill -9 ${victim}${done ? '' : ' (it was down already)'}`);
        if (victim !== supervisorName) continue;
        await pause(random.between(0, 1_500));
        await platform.restart();
      }
      const [left, words, ran] = await submitting;
      await expectEveryVerdict(({ status, announced }) => status === 'graded' && announced > 0);
      await expectLeft(round, left);
      await expectTold(words);
      await expectRan(ran);
      await expectNoOrphans();
    },
  );

  test('Temporal’s database is deleted: every unfinished submission still comes to its verdict', async () => {
    await submitDuring(500, randomnessFrom(seed));
    const database = path.join(platform.data, 'temporal/temporal.db');
    await rm(database);
    for (const part of ['-wal', '-shm']) await rm(`${database}${part}`, { force: true });
    await kill(platform, 'temporal');
    await submitDuring(500, randomnessFrom(seed + 1));
    await expectEveryVerdict(({ status, announced }) => status === 'graded' && announced > 0);
  });

  test('a stop leaves no container and no process', async () => {
    const record = platform.record();
    expect((await containersOf(record)).length).toBeGreaterThan(0);
    await platform.stop();
    expect(await containersOf(record)).toEqual([]);
    expect([record.supervisor, ...record.processes].filter(isAlive)).toEqual([]);
  });
});
