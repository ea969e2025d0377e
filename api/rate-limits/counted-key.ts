import { createHmac, hkdfSync } from 'node:crypto';

/**
 * Makes the name under which somebody is counted in the database: whoever reads its rows, or a backup, learns neither who asked nor from where.
 * A hash without a secret would not do: all addresses of IPv4 are tried in minutes.
 * @param secret the same in all API processes (`JWT_SECRET`, of which a key of its own is derived); under another one all counts begin anew
 * @returns a function from the key in the clear to 64 hexadecimal digits
 */
export function createKeyHash(secret: string): (key: string) => string {
  const derived = Buffer.from(hkdfSync('sha256', secret, '', 'waymark counted keys', 32));
  return (key) => createHmac('sha256', derived).update(key).digest('hex');
}
