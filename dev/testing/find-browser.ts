import { access } from 'node:fs/promises';
import process from 'node:process';
import { chromium } from 'playwright-core';
import { installSystemPackages } from '../system-packages.ts';

type BrowserProgram = { executable: string };

/** A browser for the tests: CHROMIUM_PATH, Playwright's own, the system's, or Debian's package installed now. */
export const findChromium = (): Promise<BrowserProgram> =>
  findBrowser('chromium', 'The browser tests need Chromium', [
    process.env.CHROMIUM_PATH,
    chromium.executablePath(),
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
  ]);

/** The second browser, for the way that everybody goes: FIREFOX_PATH, the system's, or Debian's package installed now. */
export const findFirefox = (): Promise<BrowserProgram> =>
  findBrowser('firefox-esr', 'The journey in Firefox needs it', [
    process.env.FIREFOX_PATH,
    '/usr/bin/firefox-esr',
    '/usr/bin/firefox',
  ]);

async function findBrowser(
  systemPackage: string,
  why: string,
  programs: (string | undefined)[],
): Promise<BrowserProgram> {
  const found = await firstPresent(programs);
  if (found) return { executable: found };
  await installSystemPackages([systemPackage], { mayInstall: true, why, report: console.log });
  return { executable: `/usr/bin/${systemPackage}` };
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
