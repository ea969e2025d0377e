import { redirect } from '@sveltejs/kit';

/** The page a list's address asks for; 1 when it says nothing sensible. */
export const pageNumber = (url: URL, parameter = 'page'): number => {
  const asked = Number(url.searchParams.get(parameter));
  return Number.isInteger(asked) && asked >= 1 && asked <= 100_000 ? asked : 1;
};

/**
 * Sends whoever asks for a page past the end of a list to its last one: a list that says it is empty while it is not would be a lie.
 * @throws a redirect
 */
export function refusePagePastEnd(
  url: URL,
  list: { count: number; results: readonly unknown[] },
  { pageSize = 20, parameter = 'page' } = {},
): void {
  if (list.results.length > 0 || list.count === 0) return;
  const address = new URL(url);
  address.searchParams.set(parameter, String(Math.ceil(list.count / pageSize)));
  redirect(303, address.pathname + address.search);
}
