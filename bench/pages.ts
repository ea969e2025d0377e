import { AxeBuilder } from '@axe-core/playwright';
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';
import type { Result } from 'lighthouse';
import { launchBrowser } from '#dev/testing/browser.ts';
import { sharedService } from '#dev/testing/services.ts';
import type { Bench, BenchOptions, Figure } from './figure.ts';
import { median } from './statistics.ts';

const name = 'pages';
const password = 'learn-by-doing-1';

type Page = { what: string; path: string; signedIn: boolean; score: number; scriptsKb: number | null };

/** What people open first. A page for reading has an allowance for scripts; the exercise brings its editor. */
const pages: Page[] = [
  { what: 'landing', path: '/', signedIn: false, score: 98, scriptsKb: 60 },
  { what: 'catalogue', path: '/courses', signedIn: false, score: 98, scriptsKb: 60 },
  { what: 'lesson', path: '/courses/python-foundations/lists', signedIn: true, score: 98, scriptsKb: 60 },
  { what: 'dashboard', path: '/dashboard', signedIn: true, score: 98, scriptsKb: null },
  { what: 'exercise', path: '/exercises/sum-two-numbers', signedIn: true, score: 92, scriptsKb: null },
];

/** Lighthouse's view of the demo's pages on a phone with a slow line (simulated throttling), the median of five, and what axe finds there. */
export const bench: Bench = { name, run };

async function run({ quick, report }: BenchOptions): Promise<Figure[]> {
  const { siteUrl } = await sharedService('platform');
  const { executable } = await sharedService('chromium');
  const figures: Figure[] = [];
  for (const page of pages) {
    const cookie = page.signedIn ? await signIn(siteUrl) : null;
    const seen: Measured[] = [];
    for (let round = 0; round < (quick ? 1 : 5); round++) {
      seen.push(await measure(siteUrl + page.path, cookie, executable));
      report(`${page.what}: ${JSON.stringify(seen.at(-1))}`);
    }
    figures.push(...figuresOf(page, seen), await countViolations(page, siteUrl, cookie));
  }
  return figures;
}

/** A student's session, as the cookies of a form sent without scripts. */
async function signIn(siteUrl: string): Promise<string> {
  const response = await fetch(`${siteUrl}/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: siteUrl, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ email: 'student@example.com', password }).toString(),
  });
  const cookies = response.headers.getSetCookie().map((each) => each.split(';')[0]);
  if (cookies.length === 0) throw new Error(`Signing in answered ${response.status} without a session.`);
  return cookies.join('; ');
}

type Measured = {
  score: number;
  lcpMs: number;
  shift: number;
  scriptsKb: number;
  scripts: number;
  requests: number;
  wholeKb: number;
};

async function measure(url: string, cookie: string | null, chromePath: string): Promise<Measured> {
  const chrome = await launch({
    chromePath,
    chromeFlags: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
  try {
    const result = await lighthouse(url, {
      port: chrome.port,
      logLevel: 'error',
      output: 'json',
      onlyCategories: ['performance'],
      ...(cookie !== null && { extraHeaders: { Cookie: cookie } }),
    });
    if (!result) throw new Error(`Lighthouse said nothing of ${url}.`);
    if (result.lhr.runtimeError) throw new Error(`${url}: ${result.lhr.runtimeError.message}`);
    return read(result.lhr);
  } finally {
    chrome.kill();
  }
}

function read(report: Result): Measured {
  const valueOf = (audit: string): number => report.audits[audit]?.numericValue ?? Number.NaN;
  const details = report.audits['network-requests']?.details as
    { items: { resourceType: string; transferSize: number }[] } | undefined;
  const requests = details?.items ?? [];
  const scripts = requests.filter(({ resourceType }) => resourceType === 'Script');
  const kilobytes = (items: typeof requests): number =>
    items.reduce((sum, { transferSize }) => sum + transferSize, 0) / 1024;
  return {
    score: (report.categories.performance?.score ?? 0) * 100,
    lcpMs: valueOf('largest-contentful-paint'),
    shift: valueOf('cumulative-layout-shift'),
    scriptsKb: kilobytes(scripts),
    scripts: scripts.length,
    requests: requests.length,
    wholeKb: kilobytes(requests),
  };
}

function figuresOf({ what, score, scriptsKb }: Page, seen: Measured[]): Figure[] {
  const middle = (key: keyof Measured): number => median(seen.map((each) => each[key]));
  const atMost = (metric: string, value: number, unit: string, limit: number | null): Figure => ({
    bench: name,
    metric: `${what}, ${metric}`,
    value,
    unit,
    baseline: null,
    baselineValue: null,
    reach: limit === null ? '' : `≤ ${limit} ${unit}`.trim(),
    reached: limit === null || value <= limit,
  });
  return [
    {
      ...atMost('performance', middle('score'), '', null),
      reach: `≥ ${score}`,
      reached: middle('score') >= score,
    },
    atMost('largest contentful paint', middle('lcpMs'), 'ms', 1800),
    atMost('layout shift', middle('shift'), '', 0),
    atMost('scripts', middle('scriptsKb'), 'KB', scriptsKb),
    atMost('script files', middle('scripts'), '', null),
    atMost('everything', middle('wholeKb'), 'KB', null),
    atMost('requests', middle('requests'), '', null),
  ];
}

async function countViolations(page: Page, siteUrl: string, cookie: string | null): Promise<Figure> {
  const browser = await launchBrowser();
  try {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
    const pairs = cookie?.split('; ').map((each) => each.split('=', 2) as [string, string]) ?? [];
    await context.addCookies(pairs.map(([key, value]) => ({ name: key, value, url: siteUrl })));
    const opened = await context.newPage();
    await opened.goto(siteUrl + page.path);
    await opened.locator('html[data-hydrated]').waitFor();
    const { violations } = await new AxeBuilder({ page: opened }).analyze();
    return {
      bench: name,
      metric: `${page.what}, axe violations`,
      value: violations.length,
      unit: '',
      baseline: null,
      baselineValue: null,
      reach: '0',
      reached: violations.length === 0,
    };
  } finally {
    await browser.close();
  }
}
