import { newDraft } from '../exercise-draft.ts';
import { preview, reshape, save } from '../author-actions.ts';
import { fillExpected } from '../fill-expected.ts';
import type { Actions, PageServerLoad } from './$types.d.ts';

export const load: PageServerLoad = () => ({ draft: newDraft() });

export const actions: Actions = { save: save('create'), reshape, preview, fill: fillExpected };
