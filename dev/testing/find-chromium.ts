import { access } from 'node:fs/promises';
import process from 'node:process';
import { chromium } from 'playwright-core';
import { installSystemPackages } from '../system-packages.ts';
import type { SharedServices } from './services.ts';

/** A browser for the tests: CHROMIUM_PATH, Playwright's own, the system's, or Debian's package installed now. */
export async function findChromium(): Promise<SharedServices['chromium']> {
  const found = await firstPresent([
    process.env.CHROMIUM_PATH,
    chromium.executablePath(),
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
  ]);
  if (found) return { executable: found };
  await installSystemPackages(['chromium'], {
    mayInstall: true,
    why: 'The browser tests need Chromium',
    report: console.log,
  });
  return { executable: '/usr/bin/chromium' };
}

async function firstPresent(programs: (string | undefined)[]): Promise<string | undefined> {
  for (const program of programs) {
    const isThere =
      program &&
      (await access(program).then(
        () => true,
        () => false,
      ));
    if (isThere) return program;
  }
  return undefined;
}
