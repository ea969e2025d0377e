import { listProcesses, listSubmissions, listUsers, type ListUsersData } from '#lib/api/generated/index.ts';
import { readSorting, writtenSorting } from '#lib/components/ui/sorting.ts';
import { answer, type ApiClient } from '#lib/server/api-client.ts';
import { pageNumber, refusePagePastEnd } from '#lib/server/page-number.ts';
import { formAction } from '#lib/server/form-action.ts';
import { textsOf } from '#lib/server/texts.ts';
import { actOnPeople } from './act-on-people.ts';
import type { Actions, PageServerLoad } from './$types.d.ts';

const columns = ['name', 'seen'] as const;
type Sort = NonNullable<NonNullable<ListUsersData['query']>['sort']>;
const roles = ['student', 'parent', 'trainer', 'admin', 'superadmin'] as const;
const tracks = ['DP', 'FSD'] as const;
const statuses = ['active', 'deactivated'] as const;

/** What an admin looks for first: how many people there are, and what waits for somebody. */
const readFigures = async (api: ApiClient) => {
  const one = { page: 1, page_size: 1 };
  const [people, withoutTrainer, unanswered, needing] = await Promise.all([
    answer(listUsers({ client: api, query: { ...one, status: 'active' } })),
    answer(listUsers({ client: api, query: { ...one, status: 'active', without_trainer: true } })),
    answer(listSubmissions({ client: api, query: { ...one, review: 'waiting' } })),
    answer(listProcesses({ client: api, query: { ...one, needs_person: true } })),
  ]);
  return {
    people: people.count,
    withoutTrainer: withoutTrainer.count,
    unanswered: unanswered.count,
    needing: needing.count,
  };
};

export const load: PageServerLoad = async ({ locals, url }) => {
  const read = (name: string) => url.searchParams.get(name) ?? '';
  const search = read('search').trim().slice(0, 100);
  const role = roles.find((one) => one === read('role'));
  const track = tracks.find((one) => one === read('track'));
  const status = statuses.find((one) => one === read('status'));
  const sorting = readSorting(url.searchParams, columns, { column: 'name', direction: 'ascending' });
  const query: ListUsersData['query'] = {
    sort: writtenSorting(sorting) as Sort,
    page: pageNumber(url),
    page_size: 20,
    ...(search ? { search } : {}),
    ...(role ? { role } : {}),
    ...(track ? { track } : {}),
    ...(status ? { status } : {}),
  };
  // Of the whole organisation, so not beside a list that is searched.
  const home = url.search === '';
  const [users, figures] = await Promise.all([
    answer(listUsers({ client: locals.api, query })),
    home ? readFigures(locals.api) : null,
  ]);
  refusePagePastEnd(url, users);
  return {
    users,
    sorting,
    figures,
    roles,
    tracks,
    filters: { search, role: role ?? '', track: track ?? '', status: status ?? '' },
  };
};

export const actions: Actions = {
  bulk: formAction(async ({ request, locals }) =>
    actOnPeople(locals.api, await request.formData(), textsOf(locals.language), locals.viewer?.id),
  ),
};
