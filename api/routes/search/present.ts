import type { Static } from 'typebox';
import type { FoundThing as FoundThingRow } from '#models/search/find-things.ts';
import type { FoundThing } from '#api/schemas/search.ts';

/** Something found, with what its page's address is made of; nothing of it that the page would not show. */
export function presentThing({
  kind,
  row_id: id,
  title,
  context,
  address,
}: FoundThingRow): Static<typeof FoundThing> {
  return {
    kind,
    id,
    title,
    context,
    slug: address.slug ?? null,
    course_slug: address.course ?? null,
    attempt: address.attempt ?? null,
    workflow_id: address.workflow ?? null,
  };
}
