import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { notificationKinds } from './notification-kinds.ts';
import type { NotificationKind } from './notification-kinds.ts';

/** Whose mails about what end. */
export type Unsubscription = { organisationId: string; userId: string; kind: NotificationKind };

const idBytes = 16;
const signatureBytes = 32;

/**
 * The secret of a mail's unsubscribe link: whoever has it may end mails of one kind to one person, and nothing else. It never expires, as
 * mails are read late; it ends with the key.
 * @param key the configured mail key, as for `sealSecret`
 * @returns base64url of organisation, person, kind and an HMAC-SHA256 over them
 */
export function signUnsubscription(of: Unsubscription, key: string): string {
  const named = Buffer.concat([
    bytesOf(of.organisationId),
    bytesOf(of.userId),
    Buffer.from(of.kind, 'latin1'),
  ]);
  return Buffer.concat([named, signatureOf(named, key)]).toString('base64url');
}

/**
 * Reads what `signUnsubscription` made.
 * @returns undefined when it was changed, was made with another key, or is of a kind that is no more
 */
export function readUnsubscription(token: string, key: string): Unsubscription | undefined {
  const bytes = Buffer.from(token, 'base64url');
  const kindBytes = bytes.length - 2 * idBytes - signatureBytes;
  // Several spellings of one token would be decoded to the same bytes.
  if (kindBytes < 1 || bytes.toString('base64url') !== token) return undefined;
  const named = bytes.subarray(0, -signatureBytes);
  if (!timingSafeEqual(bytes.subarray(-signatureBytes), signatureOf(named, key))) return undefined;
  const written = named.subarray(2 * idBytes).toString('latin1');
  const kind = notificationKinds.find((known) => known === written);
  return kind && { organisationId: idOf(named, 0), userId: idOf(named, idBytes), kind };
}

const signatureOf = (named: Buffer, key: string): Buffer =>
  createHmac('sha256', Buffer.from(hkdfSync('sha256', key, '', 'waymark unsubscribe links', 32)))
    .update(named)
    .digest();

const bytesOf = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex');

function idOf(bytes: Buffer, from: number): string {
  const hex = bytes.subarray(from, from + idBytes).toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
