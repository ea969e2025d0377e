import { listAuditEntries } from '#lib/api/generated/index.ts';
import { textsOf } from '#lib/server/texts.ts';
import { answer } from '#lib/server/api-client.ts';
import { isUuid } from '#lib/uuid.ts';
import type { PageServerLoad } from './$types.d.ts';

export const load: PageServerLoad = async ({ locals, url }) => {
  const read = (name: string) => url.searchParams.get(name)?.slice(0, 200) ?? '';
  const kind = /^[a-z_]+\.$/.test(read('kind')) ? read('kind') : '';
  const cursor = isUuid(read('cursor')) ? read('cursor') : '';
  const subject = read('subject');
  const act =
    Object.keys(textsOf('en').audit.names).find((one) => one === read('act') && one.startsWith(kind)) ?? '';
  const person = read('person').trim().slice(0, 100);
  const {
    results,
    next,
    people_cut: peopleCut,
  } = await answer(
    listAuditEntries({
      client: locals.api,
      query: {
        page_size: 30,
        ...(act || kind ? { action: act || kind } : {}),
        ...(person ? { person } : {}),
        ...(cursor ? { cursor } : {}),
        ...(subject ? { subject } : {}),
      },
    }),
  );
  return {
    entries: results,
    peopleCut,
    next: next === null ? null : new URL(next).searchParams.get('cursor'),
    filters: { kind, act, person, subject },
    first: cursor === '',
  };
};
