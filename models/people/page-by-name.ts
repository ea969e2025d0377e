import type { Knex } from 'knex';
import { containing } from '../database/like-pattern.ts';

/**
 * One page of people by name: how many match, and the query of the ids of those on the page.
 * @param matching people joined as `users`; it is changed by the search
 * @param filter.search a part of the name or of the e-mail address
 */
export async function pageByName(
  matching: Knex.QueryBuilder,
  { search, page, pageSize }: { search?: string | undefined; page: number; pageSize: number },
): Promise<{ count: number; idsOnPage: Knex.QueryBuilder }> {
  if (search) {
    const pattern = containing(search);
    matching.where(
      (either) =>
        void either.whereILike('users.name', pattern).orWhereRaw('users.email::text ilike ?', [pattern]),
    );
  }
  const [counted] = await matching.clone().count<{ count: string }[]>();
  const idsOnPage = matching
    .select('users.id')
    .orderBy(['users.name', 'users.id'])
    .limit(pageSize)
    .offset((page - 1) * pageSize);
  return { count: Number(counted!.count), idsOnPage };
}
