/** Where a form of a list is sent: to an action of the page, with the filters and the page number that the address says, so that they stay without scripts too. */
export function actionHere(
  { searchParams }: { searchParams: Iterable<[string, string]> },
  action: string,
): string {
  const kept = [...searchParams].filter(([name]) => !name.startsWith('/'));
  const parameters = new URLSearchParams(kept).toString();
  return `?/${action}${parameters === '' ? '' : `&${parameters}`}`;
}
