import { readPicture } from '#lib/api/generated/index.ts';
import type { RequestHandler } from './$types.d.ts';

const types = ['image/png', 'image/jpeg', 'image/webp'];

/** A person's picture, as far as the viewer may see it. It can do nothing where a browser opens it as a page, and never changes under its address. */
export const GET: RequestHandler = async ({ locals, params }) => {
  const { data, response } = await readPicture({ client: locals.api, path: { id: params.user, hash: params.hash }, parseAs: 'blob' });
  if (!data || !types.includes(data.type)) return new Response(null, { status: !response || response.ok ? 503 : response.status });
  return new Response(data, {
    headers: {
      'content-type': data.type,
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, max-age=31536000, immutable',
    },
  });
};
