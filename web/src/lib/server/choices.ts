import {
  getCourse,
  getExercise,
  listCourses,
  listExercises,
  listStudentProgress,
  listTrainers,
  search,
} from '#lib/api/generated/index.ts';
import type { Choice } from '#lib/components/ui/Combobox.svelte';
import { maxChoices } from '#lib/components/ui/max-choices.ts';
import type { FoundThing } from '#lib/search/kinds.ts';
import type { Choosable } from '#lib/search/choice.ts';
import { isUuid } from '#lib/uuid.ts';
import { answer } from './api-client.ts';
import type { ApiClient } from './api-client.ts';

/** Of each: what of the search is one, and its value. */
const kinds = {
  course: {
    kind: 'course',
    isOne: () => true,
    choice: ({ slug, id, title }: FoundThing): Choice => ({ value: slug ?? id, label: title }),
  },
  exercise: {
    kind: 'exercise',
    isOne: () => true,
    choice: ({ slug, id, title, context }: FoundThing): Choice => ({
      value: slug ?? id,
      label: title,
      ...(context !== null && { detail: context }),
    }),
  },
  student: {
    kind: 'person',
    isOne: ({ context }: FoundThing) => context === 'student' || context === 'parent',
    choice: ({ id, title }: FoundThing): Choice => ({ value: id, label: title }),
  },
  trainer: {
    kind: 'person',
    isOne: ({ context }: FoundThing) => context === 'trainer',
    choice: ({ id, title }: FoundThing): Choice => ({ value: id, label: title }),
  },
} as const;

/** What may be chosen that is like what was typed, the best first; the first of all where nothing was. */
export async function findChoices(client: ApiClient, of: Choosable, typed: string): Promise<Choice[]> {
  const query = typed.trim().slice(0, 200);
  if (query === '') return firstChoices[of](client);
  const { kind, isOne, choice } = kinds[of];
  const found = await answer(search({ client, query: { q: query, kind, page_size: 100 } }));
  return found.results.filter(isOne).slice(0, maxChoices).map(choice);
}

const firstPage = { page: 1, page_size: maxChoices };

const firstChoices: Record<Choosable, (client: ApiClient) => Promise<Choice[]>> = {
  course: async (client) => {
    const { results } = await answer(listCourses({ client, query: firstPage }));
    return results.map(({ slug, title }) => ({ value: slug, label: title }));
  },
  exercise: async (client) => {
    const { results } = await answer(listExercises({ client, query: { ...firstPage, status: 'published' } }));
    return results.map(({ slug, title, course }) => ({
      value: slug,
      label: title,
      ...(course && { detail: course.title }),
    }));
  },
  student: async (client) => {
    const { results } = await answer(listStudentProgress({ client, query: firstPage }));
    return results.map(({ student: { id, name } }) => ({ value: id, label: name }));
  },
  trainer: async (client) => {
    const { results } = await answer(listTrainers({ client, query: firstPage }));
    return results.map(({ id, name }) => ({ value: id, label: name }));
  },
};

const nobody = '00000000-0000-0000-0000-000000000000';

/**
 * The choice that a field holds: its value, or, where no script put that there, what was typed; then the best that is like it.
 * @returns undefined for an empty field; where nothing is like it, a choice that nothing has
 */
export async function readChoice(
  client: ApiClient,
  of: Choosable,
  held: string,
): Promise<Choice | undefined> {
  if (held.trim() === '') return undefined;
  const exact = await exactly(client, of, held);
  if (exact) return exact;
  const [best] = await findChoices(client, of, held);
  return (
    best ?? {
      value: of === 'exercise' || of === 'course' || isUuid(held) ? held.slice(0, 100) : nobody,
      label: held,
    }
  );
}

/** By what a field holds where a script put it there. What is a draft or was archived is found by no search, and has submissions all the same. */
async function exactly(client: ApiClient, of: Choosable, slug: string): Promise<Choice | undefined> {
  if (!/^[a-z0-9-]{1,100}$/.test(slug)) return undefined;
  if (of === 'exercise') {
    const { data } = await getExercise({ client, path: { slug } });
    return data && { value: slug, label: data.data.title };
  }
  if (of !== 'course') return undefined;
  const { data } = await getCourse({ client, path: { slug } });
  return data && { value: slug, label: data.data.title };
}
