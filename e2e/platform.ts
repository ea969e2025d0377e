import { sharedService } from '#dev/testing/services.ts';
import type { SharedServices } from '#dev/testing/services.ts';

export { launchPlatform } from '#dev/testing/launch-platform.ts';
export type { LaunchedPlatform } from '#dev/testing/launch-platform.ts';
export { launchBrowser, launchFirefox } from '#dev/testing/browser.ts';

/**
 * The one running platform that the browser tests of a run share, with its demo accounts and data.
 * Tests leave it usable for the next: make accounts of your own rather than changing the demo's, and never stop it.
 */
export function sharedPlatform(): Promise<SharedServices['platform']> {
  return sharedService('platform');
}
