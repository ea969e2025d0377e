import process from 'node:process';
import path from 'node:path';
import { machineEnvironment } from '../platform-run.ts';
import type { PlatformRun } from '../platform-run.ts';
import { root } from '../settings.ts';
import { waitForHttp } from '../wait-for-http.ts';

/**
 * Where mail goes: SMTP_URL, or a catcher on this machine that shows it and sends nothing.
 * @returns the SMTP URL and, with the catcher, its inbox page
 */
export async function startMail(run: PlatformRun): Promise<{ smtpUrl: string; inboxUrl?: string }> {
  const { environment, ports, data } = run.settings;
  if (environment.SMTP_URL) return { smtpUrl: environment.SMTP_URL };
  const inboxUrl = `http://localhost:${ports.mailbox}`;
  await run.progress.step('Mail catcher', 'starting it', async () => {
    run.supervise({
      name: 'mail',
      stop: 'fakes',
      program: process.execPath,
      parameters: [path.join(root, 'dev/fakes/mail/server.ts')],
      environment: {
        ...machineEnvironment(),
        SMTP_PORT: String(ports.smtp),
        MAILBOX_PORT: String(ports.mailbox),
        MAILBOX_FOLDER: path.join(data, 'mail'),
      },
    });
    await waitForHttp(`http://127.0.0.1:${ports.mailbox}/api/messages`, run.stopping);
  });
  return { smtpUrl: `smtp://127.0.0.1:${ports.smtp}`, inboxUrl };
}
