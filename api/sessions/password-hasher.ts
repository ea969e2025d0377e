import { pbkdf2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { hash, verify } from '@node-rs/argon2';
import { boundedQueue } from '../bounded-queue.ts';

export type PasswordHashing = {
  /** Memory of one hash. The default of 19 MiB with 2 iterations is OWASP's minimum for argon2id (Password Storage Cheat Sheet). */
  memoryKib: number;
  iterations: number;
  /** Hashes computed at the same time; others wait. */
  atOnce: number;
  /** Hashes that may wait; beyond, the answer is UNAVAILABLE, so a flood of sign-ins cannot eat the machine. */
  queueLength: number;
};

const derive = promisify(pbkdf2);

/**
 * Hashes and checks passwords by argon2id, a bounded number at a time.
 * `verify` also takes Django's `pbkdf2_sha256$…` hashes; it tells when a hash should be replaced by a new one.
 */
export function createPasswordHasher(settings: PasswordHashing) {
  const options = { memoryCost: settings.memoryKib, timeCost: settings.iterations, parallelism: 1 };
  const inTurn = boundedQueue({
    ...settings,
    busy: 'too_many_signing_in',
  });
  const unknownAccount = hash('no account has this password', options);

  return {
    hash: (password: string): Promise<string> => inTurn(() => hash(password, options)),

    /**
     * Compares in the same time whether or not there is an account.
     * @param stored null: no such account, or one without a password
     */
    async verify(stored: string | null, password: string): Promise<{ correct: boolean; outdated: boolean }> {
      return inTurn(async () => {
        if (stored?.startsWith('pbkdf2_sha256$'))
          return { correct: await matchesPbkdf2(stored, password), outdated: true };
        const correct = await verify(stored ?? (await unknownAccount), password);
        return {
          correct: correct && stored !== null,
          outdated: stored !== null && !stored.includes(`m=${options.memoryCost},t=${options.timeCost},`),
        };
      });
    },
  };
}

export type PasswordHasher = ReturnType<typeof createPasswordHasher>;

/** Django's format: `pbkdf2_sha256$<iterations>$<salt>$<base64>`. */
async function matchesPbkdf2(stored: string, password: string): Promise<boolean> {
  const [, iterations, salt, expected] = stored.split('$');
  const digest = Buffer.from(expected ?? '', 'base64');
  const rounds = Number(iterations);
  if (!salt || digest.length !== 32 || !Number.isInteger(rounds) || rounds < 1 || rounds > 5_000_000)
    return false;
  return timingSafeEqual(await derive(password, salt, rounds, 32, 'sha256'), digest);
}
