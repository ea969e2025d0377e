import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { hostname } from 'node:os';
import process from 'node:process';
import { pino } from 'pino';
import type { Knex } from 'knex';
import { createTestDatabase } from '#dev/testing/database.ts';
import type { TestDatabase } from '#dev/testing/database.ts';
import { waitFor } from '#dev/processes/wait-for.ts';
import { openDatabase } from '#models/database/knex.ts';
import { livingOwners, startHeartbeat } from './worker-heartbeat.ts';

// Not what it really is: health, the console and the languages' readiness read the same constant, and the heartbeat goes by no other.
vi.mock('#domain/processes/worker-silence.ts', () => ({ silentAfterSeconds: 20 }));

let testDatabase: TestDatabase;
let database: Knex;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase(testDatabase.graderUrl);
});
afterAll(async () => {
  await database.destroy();
  await testDatabase.drop();
});

const beatOf = (worker: string, queue: string, owner: string, secondsAgo: number) =>
  database('worker_heartbeats').insert({
    worker,
    queue,
    state: JSON.stringify({ owner }),
    seen_at: database.raw('now() - make_interval(secs => ?)', [secondsAgo]),
  });

test('A6: each worker process has a heartbeat of its own, and one that was killed does not stay among the living', async () => {
  const sameHost = `grading@${hostname()}#0`;
  await beatOf(sameHost, 'grading', 'beside', 5);
  await beatOf('grading@elsewhere#1', 'grading', 'killed', 60);
  await beatOf('grading@elsewhere#2', 'grading', 'silent for too long', 25);
  await beatOf('other@elsewhere#1', 'other', 'not asked for', 5);
  expect(await livingOwners(database, 'grading')).toEqual(['beside']);

  const log = pino({ level: 'silent' });
  const state = () => Promise.resolve({ owner: 'mine' });
  const heartbeat = startHeartbeat({ database, queue: 'grading', log, state });
  const workers = () => database('worker_heartbeats').orderBy('worker').pluck<string[]>('worker');
  const own = `grading@${hostname()}#${process.pid}`;
  await waitFor('The first beat, and the end of what is old', async () => {
    const found = await workers();
    return found.includes(own) && !found.includes('grading@elsewhere#1');
  });
  expect((await livingOwners(database, 'grading')).sort()).toEqual(['beside', 'mine']);
  await heartbeat.stop();
  expect(await workers()).toEqual([sameHost, 'other@elsewhere#1'].sort());
});
