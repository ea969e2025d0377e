import type { Settings } from './settings.ts';

const demoAccounts = [
  ['student@example.com', 'student'],
  ['student2@example.com', 'student'],
  ['trainer@example.com', 'trainer'],
  ['parent@example.com', 'parent'],
  ['admin@example.com', 'admin'],
  ['superadmin@example.com', 'superadmin'],
  ['outsider@example.com', 'student of another organisation'],
] as const;

/** Tells where everything answers, and in a demo who can sign in. */
export function printAddresses(settings: Settings, inboxUrl: string | undefined): void {
  const { ports, environment } = settings;
  const lines = [
    '',
    `Waymark is up (${settings.mode})`,
    `  Site         ${settings.siteUrl}`,
    `  API          http://localhost:${ports.api}   documentation at /api/docs`,
    ...(environment.TEMPORAL_ADDRESS
      ? [`  Temporal     ${environment.TEMPORAL_ADDRESS}`]
      : [`  Temporal     localhost:${ports.temporal}, pages at http://localhost:${ports.temporalUi}`]),
    ...(inboxUrl ? [`  Inbox        ${inboxUrl}   every mail lands here (simulated)`] : []),
    `  Data         ${settings.data}`,
  ];
  if (settings.demo) {
    lines.push('', 'Demo accounts, all with the password learn-by-doing-1');
    for (const [email, role] of demoAccounts) lines.push(`  ${email.padEnd(24)} ${role}`);
  }
  lines.push('', 'Ctrl-C stops all of it and keeps the data.', '');
  console.log(lines.join('\n'));
}
