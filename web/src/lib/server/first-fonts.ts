const everywhere = ['source-sans-3-latin-400-normal', 'source-sans-3-latin-600-normal'];
/** What else the first screen of a page is set in: a lesson is serif text with code in it. */
const beside: Record<string, string[]> = {
  '/(app)/courses/[slug]/[lesson]': ['source-serif-4-latin-400-normal', 'jetbrains-mono-latin-400-normal'],
};

/**
 * Whether a font is fetched together with the page, because the first screen is set in it. Others are fetched when a text needs them.
 * @param route the page's id
 * @param file a font of the build
 */
export const isFirstFont = (route: string | null, file: string): boolean =>
  file.endsWith('.woff2') &&
  [...everywhere, ...(beside[route ?? ''] ?? [])].some((font) => file.includes(`/${font}.`));
