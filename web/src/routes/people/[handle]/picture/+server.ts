import { readPublicPicture } from '#lib/api/generated/index.ts';
import type { RequestHandler } from './$types.d.ts';

const types = ['image/png', 'image/jpeg', 'image/webp'];

/** The picture of a public page. It can do nothing where a browser opens it as a page, and is kept nowhere: it goes when the page goes. */
export const GET: RequestHandler = async ({ locals, params }) => {
  const { data, response } = await readPublicPicture({ client: locals.api, path: { handle: params.handle }, parseAs: 'blob' });
  if (!data || !types.includes(data.type)) return new Response(null, { status: !response || response.ok ? 503 : response.status });
  return new Response(data, {
    headers: {
      'content-type': data.type,
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    },
  });
};
