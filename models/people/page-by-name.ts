import type { Knex } from 'knex';
import { containing } from '../database/like-pattern.ts';

/** By what people are listed; whoever has nothing there comes last, and equals by name. */
export const peopleOrders = {
  name: 'users.name',
  seen: 'users.last_signed_in_at',
  joined: 'users.created_at',
} as const;
export const peopleOrderNames = Object.keys(peopleOrders) as (keyof typeof peopleOrders)[];
export type PeopleOrder = { by: keyof typeof peopleOrders; descending: boolean };

/** The SQL of such an order. */
export const peopleOrder = ({ by, descending }: PeopleOrder): string =>
  `${peopleOrders[by]} ${descending ? 'desc' : 'asc'} nulls last, users.name, users.id`;

/**
 * One page of people, by name unless another order is asked for: how many match, and the query of the ids of those on the page.
 * @param matching people joined as `users`; it is changed by the search
 * @param filter.search a part of the name or of the e-mail address
 */
export async function pageByName(
  matching: Knex.QueryBuilder,
  {
    search,
    page,
    pageSize,
    order = { by: 'name', descending: false },
  }: { search?: string | undefined; page: number; pageSize: number; order?: PeopleOrder | undefined },
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
    .orderByRaw(peopleOrder(order))
    .limit(pageSize)
    .offset((page - 1) * pageSize);
  return { count: Number(counted!.count), idsOnPage };
}
