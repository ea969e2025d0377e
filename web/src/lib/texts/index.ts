import { getContext, setContext } from 'svelte';
import type { Texts } from './generated.ts';

export type { Texts };

const key = Symbol('texts');

/** Called once by the root layout; components read with useTexts(). */
export const provideTexts = (texts: Texts): Texts => setContext(key, texts);

/** The texts of this page's language, inside components. */
export const useTexts = (): Texts => getContext<Texts>(key);
