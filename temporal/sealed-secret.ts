import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Encrypts a link's secret, so that a row or a backup of the database does not open accounts.
 * @param key the configured mail key (`MAIL_KEY`, or `JWT_SECRET` where that is not set); the same in the API and the worker
 * @returns base64url of nonce, authentication tag and ciphertext
 */
export function sealSecret(secret: string, key: string): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, derive(key), nonce);
  const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
}

/**
 * Opens what `sealSecret` made.
 * @throws Error when the key is another one or the text was changed
 */
export function openSecret(sealed: string, key: string): string {
  const bytes = Buffer.from(sealed, 'base64url');
  const decipher = createDecipheriv(algorithm, derive(key), bytes.subarray(0, nonceBytes));
  decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
  return Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]).toString(
    'utf8',
  );
}

function derive(key: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, '', 'waymark mail secrets', 32));
}
