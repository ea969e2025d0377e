import type { Actions } from './$types.d.ts';

/** The sample forms are sent here, and nothing comes of it. */
export const actions: Actions = { default: () => ({}) };
