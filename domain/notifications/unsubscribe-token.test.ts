import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { notificationKinds } from './notification-kinds.ts';
import { readUnsubscription, signUnsubscription } from './unsubscribe-token.ts';

const key = 'a key of the test’s own, long enough';
const someone = () => ({ organisationId: randomUUID(), userId: randomUUID() });

test('COM-4: a link’s secret names whose mails about what end, in characters that every address takes', () => {
  for (const kind of notificationKinds) {
    const of = { ...someone(), kind };
    const token = signUnsubscription(of, key);
    expect(token).toMatch(/^[A-Za-z0-9_-]{20,200}$/);
    expect(readUnsubscription(token, key)).toEqual(of);
  }
});

test('COM-4: a secret that was changed anywhere, or made with another key, ends nothing', () => {
  const token = signUnsubscription({ ...someone(), kind: 'comment' }, key);
  for (let at = 0; at < token.length; at += 1) {
    const changed = `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
    expect(readUnsubscription(changed, key), `changed at ${at}`).toBeUndefined();
  }
  expect(readUnsubscription(token, `${key}!`)).toBeUndefined();
  expect(readUnsubscription(`${token}=`, key)).toBeUndefined();
  expect(readUnsubscription('', key)).toBeUndefined();
});

test('COM-4: the secret for one kind does not do for another, nor for another person', () => {
  const of = someone();
  const [comment, other] = [
    signUnsubscription({ ...of, kind: 'comment' }, key),
    signUnsubscription({ ...of, ...{ userId: randomUUID(), kind: 'comment' } }, key),
  ].map((token) => Buffer.from(token, 'base64url'));
  const grafted = Buffer.concat([other!.subarray(0, -32), comment!.subarray(-32)]).toString('base64url');
  expect(readUnsubscription(grafted, key)).toBeUndefined();
});
