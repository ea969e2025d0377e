import { demoPassword } from './accounts.ts';
import type { DemoClient } from './client.ts';

const newcomer = { email: 'newcomer@example.com', name: 'Sofia Petrova', password: demoPassword };

/** Lets the platform send mails of the kinds that comments do not: to verify an address, to reset a password, to invite. */
export async function sendMails(client: DemoClient): Promise<void> {
  await client.post('/api/auth/register', newcomer).catch(ignoreConflict);
  await client.post('/api/auth/password/reset', { email: 'student2@example.com' });
  const admin = await client.signIn('admin@example.com');
  await admin
    .post('/api/organisations/invitations', { email: 'new-trainer@example.com', role: 'trainer' })
    .catch(ignoreConflict);
}

/** It was done at an earlier start that was cut off. */
function ignoreConflict(error: unknown): void {
  if (!(error instanceof Error && /CONFLICT|VALIDATION_ERROR/.test(error.message))) throw error;
}
