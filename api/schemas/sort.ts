import { Type } from 'typebox';

/**
 * The query parameter that says in which order a list comes: a column, with a hyphen before it from the largest down.
 * @param options.default one of them
 */
export const SortOf = <Column extends string>(
  columns: readonly Column[],
  options: { default: Column | `-${Column}`; description?: string },
) =>
  Type.Enum(
    columns.flatMap((column) => [column, `-${column}` as const]),
    { ...options, description: `A hyphen before it: downwards. ${options.description ?? ''}`.trim() },
  );

/** @returns the column of a `SortOf`, and whether it is sorted from the largest down */
export const readSort = <Column extends string>(
  sort: Column | `-${Column}`,
): { by: Column; descending: boolean } => ({
  by: sort.replace(/^-/, '') as Column,
  descending: sort.startsWith('-'),
});
