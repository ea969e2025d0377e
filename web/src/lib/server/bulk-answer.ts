import type { BulkAnswer } from '#lib/components/ui/BulkOutcome.svelte';
import { wordOf } from '#lib/texts/word-of.ts';
import type { RowOutcome } from './act-on-each.ts';

type Words<Row> = {
  /** Says to how many rows it was done. */
  done: (values: { count: number }) => string;
  /** Why it was not done to a row, by the codes of the outcomes. */
  why: object;
  /** What the form sent for a row, if that is not the row itself. */
  fieldValue?: (row: Row) => string;
  /** A row's page, and what the row is called. */
  linkTo: (row: Row) => { href: string; label: string };
};

/** What a form's action answers when the same was done to several rows (`actOnEach`): how many it was done to, and each of the others with its reason. */
export function bulkAnswer<Row extends string>(
  outcomes: readonly RowOutcome<Row>[],
  { done, why, fieldValue = (row) => row, linkTo }: Words<Row>,
): { bulk: BulkAnswer } {
  const failed = outcomes.flatMap(({ row, failed: code }) =>
    code === null ? [] : [{ value: fieldValue(row), ...linkTo(row), why: wordOf(why, code) }],
  );
  const count = outcomes.length - failed.length;
  return { bulk: { done: count > 0 ? done({ count }) : '', failed } };
}
