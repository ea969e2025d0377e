import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import { launch } from 'puppeteer-core';
import type { Browser as Firefox } from 'puppeteer-core';
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

/**
 * A headless Chromium. Close it when done.
 * @param more flags beside the usual ones
 */
export async function launchBrowser(more: readonly string[] = []): Promise<Browser> {
  const { executable } = await sharedService('chromium');
  return chromium.launch({ executablePath: executable, headless: true, args: [...flags, ...more] });
}

/** A headless Firefox as its makers ship it, driven by WebDriver BiDi, which Playwright does not speak. Close it when done. */
export async function launchFirefox(): Promise<Firefox> {
  const { executable } = await sharedService('firefox');
  return launch({
    browser: 'firefox',
    executablePath: executable,
    headless: true,
    defaultViewport: { width: 1280, height: 800 },
  });
}
