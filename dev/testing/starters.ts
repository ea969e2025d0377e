import type { Starters } from './broker.ts';
import { buildWorkflowBundle } from './build-workflow-bundle.ts';
import { findChromium, findFirefox } from './find-browser.ts';
import { startDocker } from './start-docker.ts';
import { startSharedPlatform } from './start-platform.ts';
import { startPostgres } from './start-postgres.ts';
import { startTemporal } from './start-temporal.ts';
import { findTimeSkipping } from './start-time-skipping.ts';

/** How each shared component is started. */
export const starters: Starters = {
  postgres: startPostgres,
  temporal: startTemporal,
  'time-skipping': findTimeSkipping,
  docker: startDocker,
  chromium: findChromium,
  firefox: findFirefox,
  'workflow-bundle': buildWorkflowBundle,
  platform: startSharedPlatform,
};
