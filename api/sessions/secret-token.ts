import { createHash, createHmac, randomBytes } from 'node:crypto';

/** A fresh secret for a mail link, an invitation or the first refresh token of a session: 256 random bits. */
export const newSecretToken = (): string => randomBytes(32).toString('base64url');

/** What is stored of a secret token. The token has 256 random bits, so a plain SHA-256 cannot be reversed. */
export const hashOfToken = (token: string): Buffer => createHash('sha256').update(token).digest();

/**
 * The one successor of a refresh token. It is derived, so the second of two racing tabs can be given the same one although only its hash is stored.
 * @param serverSecret without it a stolen old token leads nowhere
 */
export function successorOf(token: string, serverSecret: string): string {
  return createHmac('sha256', `refresh-token-successor:${serverSecret}`).update(token).digest('base64url');
}
