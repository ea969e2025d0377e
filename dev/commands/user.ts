import { parseArgs } from 'node:util';
import process from 'node:process';
import { openDatabase } from '#models/database/knex.ts';
import { findOwnerUrl } from '../database/owner-url.ts';
import { changeRole, createAccount, resetPassword, roles } from '../users/accounts.ts';
import type { Role } from '../users/accounts.ts';
import { explainFailure } from './explain-failure.ts';

const usage =
  'Use: npm run user -- create EMAIL --name NAME --role ROLE | role EMAIL ROLE | reset EMAIL. More with --help.';

try {
  const { positionals, values } = parseArgs({
    args: process.argv.slice(2),
    allowPositionals: true,
    options: {
      name: { type: 'string' },
      role: { type: 'string' },
      organisation: { type: 'string' },
      password: { type: 'string' },
    },
  });
  const [action, email, newRole] = positionals;
  if (!action || !email?.includes('@')) throw new Error(usage);
  const chosen = values.password ? { password: values.password } : {};
  const owner = openDatabase(findOwnerUrl(), { maximum: 2, applicationName: 'waymark-user-command' });
  try {
    if (action === 'create') {
      const role = roleFrom(values.role ?? 'student');
      const made = await createAccount(owner, {
        email,
        name: values.name ?? email.split('@')[0]!,
        role,
        organisation: values.organisation ?? 'demo',
        ...chosen,
      });
      console.log(`Made ${email} as ${role}, verified. Password: ${made.password}`);
    } else if (action === 'role') {
      const role = roleFrom(newRole ?? '');
      const { organisations } = await changeRole(owner, email, role, values.organisation);
      console.log(`${email} is now ${role} in ${organisations.join(', ')}.`);
    } else if (action === 'reset') {
      const { password } = await resetPassword(owner, email, values.password);
      console.log(`${email} has a new password, and every session of it has ended. Password: ${password}`);
    } else throw new Error(usage);
  } finally {
    await owner.destroy();
  }
} catch (error) {
  explainFailure(error);
}

function roleFrom(text: string): Role {
  const role = roles.find((name) => name === text);
  if (!role) throw new Error(`"${text}" is no role. Roles: ${roles.join(', ')}.`);
  return role;
}
