import { listProcesses, type ListProcessesData } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { textsOf } from '#lib/texts/index.ts';
import { pageNumber } from '#lib/server/page-number.ts';
import type { PageServerLoad } from './$types.d.ts';

type Kind = NonNullable<NonNullable<ListProcessesData['query']>['kind']>;

const ages = ['10', '60', '1440'] as const;

export const load: PageServerLoad = async ({ locals, url }) => {
  const read = (name: string) => url.searchParams.get(name) ?? '';
  // What there is to choose from is what has words.
  const words = textsOf(locals.viewer?.language).processes;
  const [kinds, statuses] = [Object.keys(words.kinds) as Kind[], Object.keys(words.states)];
  const kind = kinds.find((one) => one === read('kind'));
  const status = statuses.find((one) => one === read('status'));
  const age = ages.find((one) => one === read('age'));
  const only = read('only') === 'needs_person';
  const query: ListProcessesData['query'] = {
    page: pageNumber(url),
    page_size: 20,
    ...(kind ? { kind } : {}),
    ...(status ? { status } : {}),
    ...(age ? { older_than: Number(age) } : {}),
    ...(only ? { needs_person: true } : {}),
  };
  return {
    processes: await answer(listProcesses({ client: locals.api, query })),
    kinds,
    statuses,
    filters: { kind: kind ?? '', status: status ?? '', age: age ?? '', only: only ? 'needs_person' : '' },
  };
};
