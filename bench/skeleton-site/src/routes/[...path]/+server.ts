import { readFileSync } from 'node:fs';
import process from 'node:process';

/** One page of ours: what it asked the API for, with which headers, and what it sent. */
type Recorded = { calls: string[]; headers: Record<string, string>; body: string };

/** Read at the first request: the build looks at this module too. */
let pages: Record<string, Recorded> | undefined;

const ask = async (url: string, headers: Record<string, string>): Promise<unknown> => {
  const response = await fetch(url, { headers });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.json();
};

/** Makes the page's calls, who asks first and the rest together, reads what they answer, and sends the recorded bytes. */
export const GET = async ({ url }: { url: URL }): Promise<Response> => {
  pages ??= JSON.parse(readFileSync(process.env.SKELETON_PAGES ?? '', 'utf8')) as Record<string, Recorded>;
  const page = pages[url.pathname + url.search];
  if (!page) return new Response(null, { status: 404 });
  const [first, ...others] = page.calls;
  if (first !== undefined) await ask(first, page.headers);
  await Promise.all(others.map((call) => ask(call, page.headers)));
  return new Response(page.body, {
    headers: {
      'content-type': 'text/html',
      'content-length': String(Buffer.byteLength(page.body)),
    },
  });
};
