import { databasePasswordFault, rolePasswordFault } from '#domain/secret-faults.ts';
import type { rolePasswords } from '../database/migrate.ts';

/** The role that each password is for. */
const roles = {
  DATABASE_APPLICATION_PASSWORD: 'waymark_application',
  DATABASE_RELAY_PASSWORD: 'waymark_relay',
  DATABASE_GRADER_PASSWORD: 'waymark_grader',
} as const satisfies Record<(typeof rolePasswords)[number], string>;

/**
 * Refuses passwords of the database's roles, the owner's among them, that could be guessed. Which are missing the migrations say.
 * @throws Error that names each variable, and says what to do
 */
export function refuseWeakPasswords(environment: Record<string, string | undefined>): void {
  const faults = Object.entries(roles).flatMap(([name, role]) => {
    const fault = rolePasswordFault(role, environment[name] ?? '');
    return fault ? [`${name} is a password that ${fault}`] : [];
  });
  const ownersFault = databasePasswordFault(environment.DATABASE_OWNER_URL ?? '');
  if (ownersFault)
    faults.push(`DATABASE_OWNER_URL ${ownersFault} (docker compose makes it of POSTGRES_PASSWORD)`);
  if (faults.length === 0) return;
  throw new Error(
    `Production refuses these settings:\n  ${faults.join('\n  ')}\nMake each password anew, for example with: openssl rand -hex 24. ` +
      'Where a role has the old one already, first: alter role … password (docs/operations.md, Keys).',
  );
}
