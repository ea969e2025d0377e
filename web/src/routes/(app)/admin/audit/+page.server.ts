import { listAuditEntries } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import type { PageServerLoad } from './$types.d.ts';

export const load: PageServerLoad = async ({ locals, url }) => {
  const read = (name: string) => url.searchParams.get(name)?.slice(0, 200) ?? '';
  const kind = /^[a-z_]+\.$/.test(read('kind')) ? read('kind') : '';
  const cursor = /^[0-9a-f-]{36}$/i.test(read('cursor')) ? read('cursor') : '';
  const subject = read('subject');
  const { results, next } = await answer(
    listAuditEntries({
      client: locals.api,
      query: {
        page_size: 30,
        ...(kind ? { action: kind } : {}),
        ...(cursor ? { cursor } : {}),
        ...(subject ? { subject } : {}),
      },
    }),
  );
  return {
    entries: results,
    next: next === null ? null : new URL(next).searchParams.get('cursor'),
    filters: { kind, subject },
    first: cursor === '',
  };
};
