import { listProcesses, type ListProcessesData } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { readAwayParts } from '#lib/server/platform-health.ts';
import { textsOf } from '#lib/server/texts.ts';
import { pageNumber, refusePagePastEnd } from '#lib/server/page-number.ts';
import { formAction } from '#lib/server/form-action.ts';
import { actOnProcesses } from './act-on-processes.ts';
import type { Actions, PageServerLoad } from './$types.d.ts';

type Kind = NonNullable<NonNullable<ListProcessesData['query']>['kind']>;

const ages = ['10', '60', '1440'] as const;

export const load: PageServerLoad = async ({ locals, url }) => {
  const read = (name: string) => url.searchParams.get(name) ?? '';
  // What there is to choose from is what has words.
  const { processes: words } = textsOf(locals.language);
  const [kinds, statuses] = [Object.keys(words.kinds) as Kind[], Object.keys(words.states)];
  const kind = kinds.find((one) => one === read('kind'));
  const status = statuses.find((one) => one === read('status'));
  const age = ages.find((one) => one === read('age'));
  const only = read('only') === 'needs_person';
  const oldestFirst = read('order') === 'oldest';
  const query: ListProcessesData['query'] = {
    page: pageNumber(url),
    page_size: 20,
    ...(kind ? { kind } : {}),
    ...(status ? { status } : {}),
    ...(age ? { older_than: Number(age) } : {}),
    ...(only ? { needs_person: true } : {}),
    ...(oldestFirst ? { oldest_first: true } : {}),
  };
  const [processes, away] = await Promise.all([
    answer(listProcesses({ client: locals.api, query })),
    readAwayParts(locals.api),
  ]);
  refusePagePastEnd(url, processes);
  return {
    processes,
    away,
    kinds,
    statuses,
    order: oldestFirst ? 'oldest' : '',
    filters: { kind: kind ?? '', status: status ?? '', age: age ?? '', only: only ? 'needs_person' : '' },
  };
};

export const actions: Actions = {
  bulk: formAction(async ({ request, locals }) =>
    actOnProcesses(locals.api, await request.formData(), textsOf(locals.language)),
  ),
};
