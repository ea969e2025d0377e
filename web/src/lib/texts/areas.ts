import { areas } from 'virtual:texts';
import type { Texts } from './index.ts';

/** Whether a route is a page; others answer programs, in no language. */
export const isPage = (route: string | null): boolean => route !== null && route in areas;

/** The areas of texts that a route says; for an address without a page, those of the frame around an error. */
export const areasOf = (route: string | null): (keyof Texts & string)[] =>
  (areas[route ?? ''] ?? ['common', 'errors', ...(areas['/'] ?? [])]) as (keyof Texts & string)[];
