import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { createTestApp } from '#api/testing/app.ts';
import type { TestApp } from '#api/testing/app.ts';
import { importContent } from '#content/import.ts';
import { buildSite } from '#dev/platform/build-site.ts';
import { freePort } from '#dev/processes/free-port.ts';
import { runOrThrow } from '#dev/processes/run.ts';
import { waitFor } from '#dev/processes/wait-for.ts';
import type { Bench, BenchOptions, Figure } from './figure.ts';
import type { Target } from './lean-client.ts';
import { saturate } from './open-loop.ts';
import { recordCalls } from './record-calls.ts';
import { startApi, unreachedLimit } from './start-api.ts';
import { endPrograms, startProgram } from './start-program.ts';
import { median } from './statistics.ts';

const name = 'pages-origin';
const root = path.resolve(import.meta.dirname, '..');
const skeleton = path.join(root, 'bench/skeleton-site');
const connections = 16;
const leastShare = 0.6;

type Page = { what: string; path: string; signedIn: boolean };

/** Pages a second of the built site, beside a SvelteKit server that asks the API the same and sends the same bytes without making them. */
export const bench: Bench = { name, run };

async function run({ quick, report }: BenchOptions): Promise<Figure[]> {
  await buildSite(report);
  await runOrThrow(
    process.execPath,
    [path.join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'error'],
    { cwd: skeleton },
  );
  const folder = await mkdtemp(path.join(tmpdir(), 'waymark-pages-'));
  const api = await createTestApp(unreachedLimit);
  const children: ChildProcess[] = [];
  try {
    const pages = await fill(api);
    const student = await api.person('student', { password: true });
    const forwardSecret = randomBytes(32).toString('hex');
    const served = await startApi(api, student, children, { FORWARD_SECRET: forwardSecret });
    const cookie = `waymark_access=${served.headers.authorization.slice('Bearer '.length)}`;
    const headersOf = (page: Page): Record<string, string> => (page.signedIn ? { cookie } : {});

    const recorder = await recordCalls(served.url);
    const recorded = await startSite(recorder.url, forwardSecret, children);
    const kept: Record<string, { calls: string[]; headers: Record<string, string>; body: string }> = {};
    for (const page of pages) {
      const ask = async () => (await fetch(recorded.url + page.path, { headers: headersOf(page) })).text();
      // The first visits fill what the site keeps, and what they leave behind is on the page.
      let [body, before] = [await ask(), ''];
      while (body.length !== before.length) {
        recorder.take();
        [body, before] = [await ask(), body];
      }
      const calls = recorder.take().map((call) => served.url + call);
      kept[page.path] = {
        calls,
        headers: {
          'accept-encoding': 'identity',
          'x-forwarded-for': '127.0.0.1',
          'x-forward-secret': forwardSecret,
          ...(page.signedIn ? served.headers : {}),
        },
        body,
      };
      report(`${page.what}: ${body.length} characters, ${calls.length} calls`);
    }
    recorder.close();
    await endPrograms([recorded.child]);
    await writeFile(path.join(folder, 'pages.json'), JSON.stringify(kept));

    const ours = await startSite(served.url, forwardSecret, children);
    const theirs = await startSkeleton(path.join(folder, 'pages.json'), children);
    const figures: Figure[] = [];
    for (const page of pages) {
      const headers = headersOf(page);
      figures.push(
        await compare(
          page.what,
          { url: ours.url + page.path, headers },
          { url: theirs + page.path, headers },
          quick,
        ),
      );
    }
    return figures;
  } finally {
    await endPrograms(children.filter(({ exitCode }) => exitCode === null));
    await api.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The demo's courses, their exercises published without the check. */
async function fill(api: TestApp): Promise<Page[]> {
  await api.person('admin');
  await importContent(api.app.database, api.demo.id, path.join(root, 'content/demo'));
  await api.owner.raw(
    `update exercises set status = 'published', published_version_id = latest_version_id where published_version_id is null`,
  );
  await api.owner.raw('analyze');
  type Row = { id: string; slug: string };
  const first = async (table: string, where: object): Promise<Row> => {
    const row = await api.owner(table).where(where).orderBy('position').first<Row | undefined>('id', 'slug');
    if (!row) throw new Error(`There is nothing in ${table}.`);
    return row;
  };
  const course = await first('courses', { organisation_id: api.demo.id });
  const lesson = await first('lessons', { course_id: course.id });
  return [
    { what: 'landing', path: '/', signedIn: false },
    { what: 'catalogue', path: '/courses', signedIn: false },
    { what: 'lesson', path: `/courses/${course.slug}/${lesson.slug}`, signedIn: true },
    { what: 'dashboard', path: '/dashboard', signedIn: true },
  ];
}

async function startSite(
  apiUrl: string,
  forwardSecret: string,
  children: ChildProcess[],
): Promise<{ url: string; child: ChildProcess }> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const settings = {
    NODE_ENV: 'production',
    WAYMARK_MODE: 'test',
    WEB_PORT: String(port),
    SITE_URL: url,
    API_URL: apiUrl,
    FORWARD_SECRET: forwardSecret,
  };
  const { child } = await startProgram('web/server.ts', [], settings);
  children.push(child);
  await waitFor('The site’s start', async () => (await fetch(`${url}/api/health`)).ok);
  return { url, child };
}

async function startSkeleton(pages: string, children: ChildProcess[]): Promise<string> {
  const port = await freePort();
  const settings = { NODE_ENV: 'production', HOST: '127.0.0.1', PORT: String(port), SKELETON_PAGES: pages };
  const { child } = await startProgram('bench/skeleton-site/build/index.js', [], settings);
  children.push(child);
  const url = `http://127.0.0.1:${port}`;
  await waitFor('The skeleton’s start', async () => (await fetch(`${url}/`)).ok);
  return url;
}

/** Pages a second of both at their limit, in turns. Each must send as many bytes; a nonce makes them differ, and a time of day may by a few. */
async function compare(what: string, ours: Target, theirs: Target, quick: boolean): Promise<Figure> {
  const length = async ({ url, headers }: Target) => (await (await fetch(url, { headers })).text()).length;
  const [own, recorded] = [await length(ours), await length(theirs)];
  if (Math.abs(own - recorded) > recorded / 1000)
    throw new Error(`${what}: ${own} and ${recorded} characters: not the same page.`);
  const [rounds, seconds, warmUp] = quick ? [1, 1, 1] : [5, 4, 12];
  await saturate(ours, connections, warmUp);
  await saturate(theirs, connections, warmUp);
  const perSecond = { ours: [] as number[], theirs: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    perSecond.theirs.push(await saturate(theirs, connections, seconds));
    perSecond.ours.push(await saturate(ours, connections, seconds));
  }
  const [value, baselineValue] = [median(perSecond.ours), median(perSecond.theirs)];
  return {
    bench: name,
    metric: `${what}, pages/s`,
    value,
    unit: '/s',
    baseline: 'a SvelteKit skeleton, the same calls and bytes',
    baselineValue,
    reach: `≥ ${leastShare}`,
    reached: value >= leastShare * baselineValue,
  };
}
