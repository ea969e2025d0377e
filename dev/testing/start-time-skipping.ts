import { findTimeSkippingServer } from '#temporal/server/time-skipping-server.ts';
import { run } from '../processes/run.ts';
import { installSystemPackages } from '../system-packages.ts';
import type { SharedServices } from './services.ts';

/** The program of the time-skipping server; each test file runs a server of its own with it, because they share a clock otherwise. */
export async function findTimeSkipping(): Promise<SharedServices['time-skipping']> {
  try {
    return { executable: await findTimeSkippingServer(console.log) };
  } catch (error) {
    const needed = [
      ...((await run('java', ['-version'])).code === 127 ? ['default-jre-headless'] : []),
      ...((await run('mvn', ['--version'])).code === 127 ? ['maven'] : []),
    ];
    if (needed.length === 0) throw error;
    await installSystemPackages(needed, {
      mayInstall: true,
      why: 'Temporal’s time-skipping test server runs on Java',
      report: console.log,
    });
    return { executable: await findTimeSkippingServer(console.log) };
  }
}
