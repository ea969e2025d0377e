import { listUsers, type ListUsersData } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { pageNumber } from '#lib/server/page-number.ts';
import type { PageServerLoad } from './$types.d.ts';

const roles = ['student', 'parent', 'trainer', 'admin', 'superadmin'] as const;
const tracks = ['DP', 'FSD'] as const;
const statuses = ['active', 'deactivated'] as const;

export const load: PageServerLoad = async ({ locals, url }) => {
  const read = (name: string) => url.searchParams.get(name) ?? '';
  const search = read('search').trim().slice(0, 100);
  const role = roles.find((one) => one === read('role'));
  const track = tracks.find((one) => one === read('track'));
  const status = statuses.find((one) => one === read('status'));
  const query: ListUsersData['query'] = {
    page: pageNumber(url),
    page_size: 20,
    ...(search ? { search } : {}),
    ...(role ? { role } : {}),
    ...(track ? { track } : {}),
    ...(status ? { status } : {}),
  };
  return {
    users: await answer(listUsers({ client: locals.api, query })),
    roles,
    tracks,
    filters: { search, role: role ?? '', track: track ?? '', status: status ?? '' },
  };
};
