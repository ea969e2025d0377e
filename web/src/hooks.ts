import type { Reroute } from '@sveltejs/kit/hooks';
import { readAddress } from '#lib/texts/address.ts';

/** A page is the same in every language: `/de/courses` is the route of `/courses`. */
export const reroute: Reroute = ({ url }) => readAddress(url.pathname).path;
