import type { SearchResponse } from '#lib/api/generated/index.ts';
import type { Role } from '#lib/viewer.ts';

export type FoundThing = SearchResponse['data']['results'][number];
export type SearchKind = FoundThing['kind'];

/** Something found, as pages show it: worded, with the address of its page. */
export type SearchHit = { kind: SearchKind; id: string; title: string; detail: string; href: string };

/** The kinds a role can find anything of, in the order of the list. */
export function kindsFor(role: Role): SearchKind[] {
  const everyones: SearchKind[] = ['course', 'lesson', 'exercise', 'submission'];
  if (role === 'student') return everyones;
  const withPeople: SearchKind[] = ['course', 'lesson', 'exercise', 'person', 'submission'];
  return role === 'admin' || role === 'superadmin' ? [...withPeople, 'process'] : withPeople;
}
