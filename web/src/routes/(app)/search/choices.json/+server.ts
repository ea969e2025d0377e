import { error, json } from '@sveltejs/kit';
import { choosable } from '#lib/search/choice.ts';
import { ApiFailure } from '#lib/server/api-failure.ts';
import { findChoices } from '#lib/server/choices.ts';
import type { RequestHandler } from './$types.d.ts';

/** What a field offers while one types into it (Combobox.svelte). The API says who may see what. */
export const GET: RequestHandler = async ({ locals, url }) => {
  if (locals.viewer === null) error(401, 'Sign in to choose.');
  const of = choosable.find((each) => each === url.searchParams.get('of'));
  if (of === undefined) error(404, 'There is no such list.');
  try {
    return json(await findChoices(locals.api, of, url.searchParams.get('q') ?? ''));
  } catch (failure) {
    if (failure instanceof ApiFailure) error(failure.status, failure.code);
    throw failure;
  }
};
