import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import { sharedService } from './services.ts';

// Root may not use Chromium's sandbox; the rest keeps it from asking for hosts outside.
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** A headless Chromium. Close it when done. */
export async function launchBrowser(): Promise<Browser> {
  const { executable } = await sharedService('chromium');
  return chromium.launch({ executablePath: executable, headless: true, args: flags });
}
