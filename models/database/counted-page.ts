/**
 * A page whose statement gives with each row how many there are in all. Of an empty page only that comes, in a row of nulls.
 * @param key a column that is null in no other row
 */
export const countedPage = <Row extends { count: number }>(
  rows: readonly Row[],
  key: keyof Row,
): { count: number; rows: Row[] } => ({
  count: rows[0]?.count ?? 0,
  rows: rows.filter((row) => row[key] !== null),
});
