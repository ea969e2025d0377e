import { listProcesses, type ListProcessesData } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { pageNumber } from '#lib/server/page-number.ts';
import type { PageServerLoad } from './$types.d.ts';

const kinds = ['grade-submission', 'run-code', 'send-mail'] as const;
const statuses = ['queued', 'running', 'graded', 'finished', 'sent', 'cancelled', 'refused'] as const;
const ages = ['10', '60', '1440'] as const;

export const load: PageServerLoad = async ({ locals, url }) => {
  const read = (name: string) => url.searchParams.get(name) ?? '';
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
