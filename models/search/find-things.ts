import { searchKinds, searchReach } from '#domain/search/search-kinds.ts';
import type { SearchKind } from '#domain/search/search-kinds.ts';
import type { ReadStatement, ScopedReads } from '../database/scoped-reads.ts';
import { ownedVisibly } from '../grading/visible-submissions.ts';
import type { Reader } from '../grading/visible-submissions.ts';

/** What the address of a thing's page is made of, beside its id. */
export type ThingAddress = { slug?: string; course?: string; attempt?: number | null; workflow?: string };

export type FoundThing = {
  kind: SearchKind;
  row_id: string;
  title: string;
  /** A lesson's or exercise's course, a person's role, whose submission or process it is. */
  context: string | null;
  address: ThingAddress;
};

/** Of an empty page there is a row with the count alone. */
export type CountedThing = {
  kind: SearchKind | null;
  row_id: string | null;
  title: string | null;
  context: string | null;
  address: ThingAddress | null;
  count: number;
};

/** Of each kind the best are found, and counted, so far: who looks further asks for more words. */
export const maxOfKind = 100;

export type WantedThings = {
  reader: Reader;
  query: string;
  kinds?: readonly SearchKind[] | undefined;
  /** Of each kind; at most `maxOfKind`. */
  each?: number | undefined;
  page: number;
  pageSize: number;
};

/** The one statement of a search. Of each row comes with it how many there are; of an empty page only that. */
export function thingsStatement({ reader, query, kinds, each, page, pageSize }: WantedThings): ReadStatement {
  const { open, owned } = searchReach(reader.role, kinds);
  // Who finds the whole organisation's is given no list of its people.
  const inCharge =
    owned.length === 0
      ? `'{}'::uuid[]`
      : `array(select user_id from memberships where ${ownedVisibly('memberships.user_id', reader).replaceAll(':readerId', '$4')})`;
  return {
    name: `search:${owned.length === 0 ? 'whole' : reader.role}`,
    text: `with found as materialized (select * from search_things($1, $2::text[], $3::text[], ${inCharge}, $4::uuid, $5::integer))
      select counted.count, page.kind, page.row_id, page.title, page.context, page.address
      from (select count(*)::integer as count from found) counted
        left join (
          select *, row_number() over (order by tier, score desc, array_position($6::text[], kind), row_id desc) as place
          from found order by place limit $7::integer offset $8::integer
        ) page on true
      order by place`,
    values: [
      query,
      open,
      owned,
      reader.userId,
      Math.min(each ?? maxOfKind, maxOfKind),
      searchKinds,
      pageSize,
      (page - 1) * pageSize,
    ],
  };
}

/**
 * What a person may open that holds these words, or words like them; the best first.
 * @param wanted.query as it was typed, in any script
 * @returns one page, and how many there are in all, of each kind the best `each`
 */
export async function findThings(
  reads: ScopedReads,
  organisationId: string,
  wanted: WantedThings,
): Promise<{ count: number; rows: FoundThing[] }> {
  const rows = await reads.read<CountedThing>(organisationId, thingsStatement(wanted));
  return asFound(rows);
}

/** @returns the rows without their count, and the count */
export const asFound = (rows: CountedThing[]): { count: number; rows: FoundThing[] } => ({
  count: rows[0]?.count ?? 0,
  rows: rows.flatMap(({ count: _count, ...row }) => (row.kind === null ? [] : [row as FoundThing])),
});
