import { isOpenTo } from '../permissions.ts';
import type { Role } from '../permissions.ts';

/** What can be searched for, in the order in which equally good finds are told. Migration 0025 says by which words each is found. */
export const searchKinds = ['course', 'lesson', 'exercise', 'person', 'submission', 'process'] as const;
export type SearchKind = (typeof searchKinds)[number];

/** How much of a kind somebody may find: all of the organisation's, what is of people in their charge, or nothing. */
type Reach = 'whole' | 'owned' | 'none';

/** Each as the kind's own page decides: who finds a thing can open it. */
const reaches: Record<SearchKind, (role: Role) => Reach> = {
  course: () => 'whole',
  lesson: (role) => (isOpenTo('lessons.read', role) ? 'whole' : 'none'),
  exercise: (role) => (isOpenTo('exercises.read', role) ? 'whole' : 'none'),
  person: (role) =>
    isOpenTo('users.read', role)
      ? 'whole'
      : isOpenTo('students.read', role) || isOpenTo('children.manage', role)
        ? 'owned'
        : 'none',
  submission: (role) => (isOpenTo('users.read', role) ? 'whole' : 'owned'),
  process: (role) => (isOpenTo('processes.read', role) ? 'whole' : 'none'),
};

/**
 * What a search in a role goes through.
 * @param wanted only these kinds
 * @returns the kinds that are searched whole, and those that are searched among what is of people in the reader's charge
 */
export function searchReach(
  role: Role,
  wanted: readonly SearchKind[] = searchKinds,
): { open: SearchKind[]; owned: SearchKind[] } {
  const within = (reach: Reach) => wanted.filter((kind) => reaches[kind](role) === reach);
  return { open: within('whole'), owned: within('owned') };
}
