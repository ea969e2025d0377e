import { openSecret } from '#temporal/sealed-secret.ts';
import type { TestApp } from './app.ts';

/**
 * The secret in the newest mail of a kind to an address, waiting for mails that are queued after their answer.
 * @throws Error when none comes within 10 s
 */
export async function mailedSecret(
  api: TestApp,
  template: 'verify_email' | 'reset_password' | 'invitation',
  recipient: string,
  after = 0,
): Promise<string> {
  for (const deadline = Date.now() + 10_000; Date.now() < deadline;) {
    const rows = await api
      .owner('mails')
      .where({ template, recipient })
      .orderBy('id', 'desc')
      .select('parameters');
    if (rows.length > after)
      return openSecret(
        (rows[0] as { parameters: { sealedToken: string } }).parameters.sealedToken,
        api.config.mailKey,
      );
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error(`No ${template} mail for ${recipient} was queued.`);
}
