import { access } from 'node:fs/promises';
import process from 'node:process';
import { run, runOrThrow } from './processes/run.ts';

/**
 * Installs Debian packages without removing any other.
 * @param options.why completes the line a person reads before it happens
 * @throws Error that says what to install by hand: not root, not Debian or Ubuntu, or `--no-install`
 */
export async function installSystemPackages(
  packages: string[],
  options: { mayInstall: boolean; why: string; report: (step: string) => void },
): Promise<void> {
  const command = `apt-get install ${packages.join(' ')}`;
  if (!(await isDebian()))
    throw new Error(`${options.why}. Install ${packages.join(', ')} with this system's own tools.`);
  if (!options.mayInstall)
    throw new Error(`${options.why}. --no-install forbids installing it; run: ${command}`);
  if (process.getuid?.() !== 0)
    throw new Error(`${options.why}. Only root can install it; run: sudo ${command}`);
  options.report(`installing ${packages.join(', ')} with apt-get, removing nothing: ${options.why}`);
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = ['install', '--yes', '--no-remove', '--no-install-recommends', ...packages];
  if ((await run('apt-get', install, { env: environment })).code === 0) return;
  // The package lists may be missing or old.
  await runOrThrow('apt-get', ['update', '--quiet'], { env: environment });
  await runOrThrow('apt-get', install, { env: environment });
}

function isDebian(): Promise<boolean> {
  return access('/etc/debian_version').then(
    () => true,
    () => false,
  );
}
