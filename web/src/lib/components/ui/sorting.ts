export type Direction = 'ascending' | 'descending';
/** Of an address that is read only, such as the page's. */
type Parameters = Iterable<[string, string]> & { get(name: string): string | null };
/** By which column a list is sorted, and which way. */
export type Sorting = { column: string; direction: Direction };

/** What the address says of the order of a list: `?sort=column` upwards, `?sort=-column` downwards, as the API takes it; what is no column counts as nothing. */
export function readSorting(parameters: Parameters, columns: readonly string[], otherwise: Sorting): Sorting {
  const asked = parameters.get('sort') ?? '';
  const column = columns.find((one) => one === asked.replace(/^-/, ''));
  if (column === undefined) return otherwise;
  return { column, direction: asked.startsWith('-') ? 'descending' : 'ascending' };
}

/** The sorting as the API and the address write it. */
export const writtenSorting = ({ column, direction }: Sorting): string =>
  direction === 'descending' ? `-${column}` : column;

/**
 * Where a press on a column's head leads: sorted by it, the other way round where it is already. What else the address says stays, but the page: it
 * begins anew.
 */
export function sortedAddress(
  parameters: Parameters,
  now: Sorting,
  column: string,
  first: Direction,
): string {
  const turned: Direction = now.direction === 'ascending' ? 'descending' : 'ascending';
  const sorting = { column, direction: now.column === column ? turned : first };
  const next = new URLSearchParams([...parameters]);
  next.delete('page');
  next.set('sort', writtenSorting(sorting));
  return `?${next}`;
}
