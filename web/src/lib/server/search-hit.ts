import { mayOpen } from '#lib/access.ts';
import type { FoundThing, SearchHit } from '#lib/search/kinds.ts';
import type { Texts } from '#lib/texts/index.ts';
import { wordOf } from '#lib/texts/word-of.ts';
import type { Viewer } from '#lib/viewer.ts';

/** Words what was found and tells the address of its page for this viewer. */
export function hitOf(thing: FoundThing, viewer: Viewer, t: Texts): SearchHit {
  const { kind, id } = thing;
  return { kind, id, title: titleOf(thing, t), detail: detailOf(thing, t), href: addressOf(thing, viewer) };
}

function titleOf({ kind, title }: FoundThing, t: Texts): string {
  return kind === 'process' ? wordOf(t.processes.kinds, title) : title;
}

function detailOf({ kind, context, attempt }: FoundThing, t: Texts): string {
  if (context === null) return '';
  if (kind === 'person') return wordOf(t.common.roles, context);
  return kind === 'submission' && attempt !== null ? t.search.attempt({ name: context, attempt }) : context;
}

function addressOf(
  { kind, id, slug, course_slug: course, workflow_id: workflow }: FoundThing,
  viewer: Viewer,
): string {
  const { role } = viewer;
  switch (kind) {
    case 'course':
      return `/courses/${slug}`;
    case 'lesson':
      return `/courses/${course}/${slug}`;
    case 'exercise':
      return `/exercises/${slug}`;
    case 'person':
      if (role === 'parent') return '/family';
      return role === 'trainer' ? `/trainer/students/${id}` : `/admin/users/${id}`;
    case 'submission':
      return mayOpen(viewer, '/trainer') ? `/trainer/submissions/${id}` : `/submissions/${id}`;
    case 'process':
      return `/ops/${encodeURIComponent(workflow ?? '')}`;
  }
}
