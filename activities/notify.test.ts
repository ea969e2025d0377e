import { MockActivityEnvironment } from '@temporalio/testing';
import type { Knex } from 'knex';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '#dev/testing/database.ts';
import type { TestDatabase } from '#dev/testing/database.ts';
import type { NotificationChannel } from '#domain/notifications/notification-kinds.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { openDatabase } from '#models/database/knex.ts';
import { savePreferences } from '#models/notifications/notification-preference.ts';
import { readNotifications } from '#models/notifications/read-notifications.ts';
import { beginNotification } from '#models/processes/notify.ts';
import { createNotifyingActivities } from './notify.ts';
import type { NotifyInput, NotifyOutcome, ShownNotification } from './notify.ts';
import { eachActivityTwice } from './testing/each-activity-twice.ts';
import { processRows } from './testing/process-rows.ts';

let database: TestDatabase;
let owner: Knex;
let application: Knex;
let organisationId: string;
let trainerId: string;
let comments = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  [owner, application] = [openDatabase(database.ownerUrl), openDatabase(database.applicationUrl)];
  const [row] = await owner('organisations').insert({ slug: 'demo', name: 'Demo' }).returning('id');
  organisationId = row.id;
  trainerId = await addPerson({ role: 'trainer', name: 'Theo Trainer' });
});

afterAll(async () => {
  await Promise.all([owner.destroy(), application.destroy()]);
  await database.drop();
});

async function addPerson({
  role = 'student',
  name = 'Ada',
  confirmed = true,
  email = `${role}-${(comments += 1)}@example.com`,
}: { role?: string; name?: string; confirmed?: boolean; email?: string | null } = {}): Promise<string> {
  const account = { name, email, email_verified_at: confirmed ? new Date() : null };
  const [user] = await owner('users').insert(account).returning<{ id: string }[]>('id');
  await owner('memberships').insert({ organisation_id: organisationId, user_id: user!.id, role });
  return user!.id;
}

async function tell(userId: string, key = `comment:${(comments += 1)}` as const): Promise<NotifyInput> {
  const parameters = {
    submission_id: '0199a000-0000-7000-8000-000000000001',
    exercise_title: 'Sum',
    excerpt: 'Look at the last line.',
  };
  const wish = { organisationId, userId, actorId: trainerId, kind: 'comment', key, parameters } as const;
  await inOrganisation(application, organisationId, (trx) => beginNotification(trx, wish));
  const { id } = await owner('notifications').where({ key, user_id: userId }).first();
  return { organisationId, notificationId: id };
}

const activities = () => createNotifyingActivities({ database: application, mailAfterSeconds: 600 });
const show = (input: NotifyInput): Promise<ShownNotification> =>
  new MockActivityEnvironment().run(activities().showNotification, input);
const mail = (input: NotifyInput): Promise<NotifyOutcome> =>
  new MockActivityEnvironment().run(activities().mailNotification, input);
const rowOf = ({ notificationId: id }: NotifyInput) => owner('notifications').where({ id }).first();
const mailsOf = async (input: NotifyInput) => owner('mails').where({ id: (await rowOf(input)).mail_id });
const prefer = (userId: string, channel: NotificationChannel, wanted: boolean) =>
  inOrganisation(application, organisationId, (trx) =>
    savePreferences(trx, { organisationId, userId }, [{ kind: 'comment', [channel]: wanted }]),
  );
const read = (userId: string, { notificationId }: NotifyInput) =>
  inOrganisation(application, organisationId, (trx) =>
    readNotifications(trx, { organisationId, userId }, { ids: [notificationId] }),
  );

eachActivityTwice('notify', () => owner, {
  showNotification: async () => {
    const input = await tell(await addPerson());
    return {
      // The time that is left is another one a moment later.
      activities: { showNotification: async (given: NotifyInput) => (await show(given)).status },
      input,
      look: () => processRows(owner, 'notify', input.notificationId, ['notifications']),
    };
  },
  mailNotification: async () => {
    const input = await tell(await addPerson());
    await show(input);
    return {
      activities: activities(),
      input,
      look: async () => [
        await processRows(owner, 'notify', input.notificationId, ['notifications']),
        await mailsOf(input),
        await owner('outbox').where({ workflow_id: `send-mail:${(await rowOf(input)).mail_id}` }),
      ],
    };
  },
});

test('COM-4: it is in the panel at once, and mailed under the id it has from the beginning when nobody read it there', async () => {
  const person = await addPerson({ name: 'Ada Reader' });
  const input = await tell(person);
  expect((await rowOf(input)).visible_at).toBeNull();
  const shown = await show(input);
  expect(shown.status).toBe('shown');
  expect(shown.holdMilliseconds).toBeGreaterThan(590_000);
  expect(shown.holdMilliseconds).toBeLessThanOrEqual(600_000);
  expect((await rowOf(input)).visible_at).not.toBeNull();
  expect(await mailsOf(input)).toEqual([]);
  expect(await mail(input)).toEqual({ status: 'mailed' });
  expect(await mailsOf(input)).toMatchObject([
    {
      user_id: person,
      written_by: trainerId,
      template: 'submission_commented',
      parameters: { name: 'Ada Reader', authorName: 'Theo Trainer', excerpt: 'Look at the last line.' },
    },
  ]);
});

test('COM-4: whoever read it in the panel is not mailed, and its process is told', async () => {
  const person = await addPerson();
  const input = await tell(person);
  await show(input);
  const { read: count, outboxIds } = await read(person, input);
  expect([count, outboxIds.length]).toEqual([1, 1]);
  expect(await owner('outbox').where({ id: outboxIds[0] }).first()).toMatchObject({
    workflow_id: `notify:${input.notificationId}`,
    signal_name: 'decide',
  });
  expect(await mail(input)).toEqual({ status: 'settled' });
  expect(await mailsOf(input)).toEqual([]);
  expect(await read(person, input)).toEqual({ read: 0, outboxIds: [] });
});

test.each([
  { panel: true, mail: false, visible: true, status: 'settled' },
  { panel: false, mail: false, visible: false, status: 'settled' },
  { panel: false, mail: true, visible: false, status: 'shown' },
])('COM-4: with panel $panel and mail $mail it comes by these', async ({ visible, status, ...wanted }) => {
  const person = await addPerson();
  await prefer(person, 'panel', wanted.panel);
  await prefer(person, 'mail', wanted.mail);
  const input = await tell(person);
  const shown = await show(input);
  expect(shown.status).toBe(status);
  // What is not in the panel need not wait to be read there.
  if (!wanted.panel) expect(shown.holdMilliseconds).toBe(1);
  expect((await rowOf(input)).visible_at !== null).toBe(visible);
  await mail(input);
  expect(await mailsOf(input)).toHaveLength(wanted.mail ? 1 : 0);
});

test.each([
  ['did not confirm their address', { confirmed: false }],
  ['has none', { email: null }],
])('COM-4: who %s has it in the panel only', async (_who, account) => {
  const input = await tell(await addPerson(account));
  expect((await show(input)).status).toBe('settled');
  expect((await rowOf(input)).visible_at).not.toBeNull();
  expect(await mail(input)).toEqual({ status: 'settled' });
  expect(await mailsOf(input)).toEqual([]);
});

test('COM-4: who unsubscribed while it waited is not mailed', async () => {
  const person = await addPerson();
  const input = await tell(person);
  await show(input);
  await prefer(person, 'mail', false);
  expect(await mail(input)).toEqual({ status: 'settled' });
  expect(await mailsOf(input)).toEqual([]);
});

test('COM-4: who has left is told nothing, and what went with them ends their process', async () => {
  const left = await addPerson();
  const input = await tell(left);
  await owner('memberships').where({ user_id: left }).update({ status: 'left' });
  expect((await show(input)).status).toBe('settled');
  expect((await rowOf(input)).visible_at).toBeNull();
  const before = await owner('notifications').count();
  await inOrganisation(application, organisationId, async (trx) =>
    expect(
      await beginNotification(trx, {
        ...{ organisationId, userId: left, actorId: null },
        kind: 'due_soon',
        key: 'due_soon:later',
        parameters: { exercise_slug: 'sum', exercise_title: 'Sum', due_at: new Date().toISOString() },
      }),
    ).toEqual([]),
  );
  expect(await owner('notifications').count()).toEqual(before);

  const gone = await tell(await addPerson());
  await owner('notifications').where({ id: gone.notificationId }).delete();
  expect(await show(gone)).toMatchObject({ status: 'cancelled' });
  expect(await mail(gone)).toEqual({ status: 'cancelled' });
  expect(await owner('processes').where({ row_id: gone.notificationId }).first()).toMatchObject({
    state: 'cancelled',
  });
});

test('COM-4: of one thing a person is told once, also by two connections at the same moment', async () => {
  const person = await addPerson();
  const parameters = { exercise_slug: 'sum', exercise_title: 'Sum', due_at: new Date().toISOString() };
  const wish = {
    ...{ organisationId, userId: person, actorId: null, parameters },
    kind: 'due_soon',
    key: 'due_soon:one',
  } as const;
  const begin = () => inOrganisation(application, organisationId, (trx) => beginNotification(trx, wish));
  const begun = await Promise.all(Array.from({ length: 8 }, begin));
  expect(begun.flat()).toHaveLength(1);
  expect(await owner('notifications').where({ key: wish.key })).toHaveLength(1);
  expect(await owner('processes').where({ kind: 'notify', user_id: person })).toHaveLength(1);
});

test('COM-4: what is begun has the parameters of its kind', async () => {
  const person = await addPerson();
  const wish = { organisationId, userId: person, actorId: null, kind: 'due_soon', key: 'due_soon:wrong' };
  await expect(
    inOrganisation(application, organisationId, (trx) =>
      beginNotification(trx, { ...wish, parameters: { exercise_slug: 'sum' } } as never),
    ),
  ).rejects.toThrow(TypeError);
});
