import { access } from 'node:fs/promises';
import { run } from '../processes/run.ts';
import { installSystemPackages } from '../system-packages.ts';

/**
 * Finds the program `dockerd`, or installs it where that is ours to do: as root on Debian or Ubuntu.
 * @param mayInstall false only looks
 * @param report is told what is about to be installed
 * @throws Error that says what to install by hand
 */
export async function findOrInstallDockerd(
  mayInstall: boolean,
  report: (step: string) => void,
): Promise<string> {
  const installed = await findDockerd();
  if (installed) return installed;
  await installSystemPackages(['docker.io', 'iptables'], {
    mayInstall,
    report,
    why: 'Docker Engine runs the students’ code',
  });
  const program = await findDockerd();
  if (!program) throw new Error('The package docker.io is installed, but there is no dockerd.');
  return program;
}

async function findDockerd(): Promise<string | undefined> {
  for (const program of ['/usr/bin/dockerd', '/usr/sbin/dockerd', '/usr/local/bin/dockerd']) {
    const isThere = await access(program).then(
      () => true,
      () => false,
    );
    if (isThere && (await run(program, ['--version'])).code === 0) return program;
  }
  return undefined;
}
