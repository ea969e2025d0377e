import { getContext, setContext } from 'svelte';
import type { Reader } from './time.ts';

const key = Symbol('reader');

/** Called once by the root layout: the language and time zone that dates are written in. */
export const provideReader = (reader: Reader): Reader => setContext(key, reader);

/** The reader's language and zone; the zone of an anonymous reader is the browser's own once the page has hydrated. */
export const useReader = (): Reader =>
  getContext<Reader | undefined>(key) ?? { language: 'en', timeZone: 'UTC' };
