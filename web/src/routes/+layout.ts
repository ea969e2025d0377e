import { loadTexts } from '#lib/texts/load-texts.ts';
import { areasOf } from '#lib/texts/areas.ts';
import type { LayoutLoad } from './$types.d.ts';

/** What a browser shows stays in one language until the page is loaded anew, which +layout.svelte sees to: its parts hold the texts they were given. */
const languageShown = (language: string): string =>
  typeof document === 'undefined' ? language : document.documentElement.lang || language;

export const load: LayoutLoad = async ({ data, route }) => ({
  ...data,
  texts: await loadTexts(languageShown(data.language), areasOf(route.id)),
});
