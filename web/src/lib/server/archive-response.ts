import { error, redirect } from '@sveltejs/kit';
import { downloadPersonalArchive } from '#lib/api/generated/index.ts';
import type { ApiClient } from './api-client.ts';

const passedOn = ['content-type', 'content-disposition', 'content-length'];

/**
 * Passes an archive of the API on to the browser as it comes, however large it is and however slowly it is read.
 * @param back the page it is listed on: an archive that is not there (yet, or any more) is told there
 */
export async function archiveResponse(
  api: ApiClient,
  archiveId: string,
  { signal, back }: { signal: AbortSignal; back: string },
): Promise<Response> {
  const { data, response } = await downloadPersonalArchive({
    client: api,
    path: { id: archiveId },
    parseAs: 'stream',
    // A download lives longer than the time an ordinary call may take; it ends with the browser's.
    fetch: (upstream) => fetch(upstream, { signal }),
  });
  if (data && response?.ok)
    return new Response(data as unknown as ReadableStream, {
      headers: {
        ...Object.fromEntries([...response.headers].filter(([name]) => passedOn.includes(name))),
        'cache-control': 'private, no-store',
        'x-content-type-options': 'nosniff',
      },
    });
  if (response?.status === 409) redirect(303, `${back}?archive=early`);
  if (response && [400, 403, 404, 410].includes(response.status)) redirect(303, `${back}?archive=gone`);
  error(503);
}
