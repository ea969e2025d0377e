/** The page a list's address asks for; 1 when it says nothing sensible. */
export const pageNumber = (url: URL, parameter = 'page'): number => {
  const asked = Number(url.searchParams.get(parameter));
  return Number.isInteger(asked) && asked >= 1 && asked <= 100_000 ? asked : 1;
};
