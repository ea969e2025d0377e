import type { Texts } from '#lib/texts/index.ts';
import type { Viewer } from '#lib/viewer.ts';

export type NavigationLink = { href: string; label: string };

/** The main links of a role, most used first. */
export const navigationOf = (viewer: Viewer | null, t: Texts): NavigationLink[] => {
  const { nav } = t.common;
  const link = {
    dashboard: { href: '/dashboard', label: nav.dashboard },
    courses: { href: '/courses', label: nav.courses },
    exercises: { href: '/exercises', label: nav.exercises },
    submissions: { href: '/submissions', label: nav.submissions },
    students: { href: '/trainer', label: nav.students },
    authoring: { href: '/authoring', label: nav.authoring },
    users: { href: '/admin', label: nav.users },
    ops: { href: '/ops', label: nav.ops },
    family: { href: '/family', label: nav.family },
  };
  switch (viewer?.role) {
    case undefined:
      return [link.courses];
    case 'student':
      return [link.dashboard, link.courses, link.exercises, link.submissions];
    case 'parent':
      return [link.family, link.courses, link.exercises, link.submissions];
    case 'trainer':
      return [link.students, link.authoring, link.courses, link.exercises];
    case 'admin':
    case 'superadmin':
      return [link.users, link.ops, link.students, link.authoring, link.courses, link.exercises];
  }
};

/** Whether `href` is where the reader is, or above it; of several the longest wins. */
export const currentLink = (links: NavigationLink[], pathname: string): string | undefined =>
  links
    .map(({ href }) => href)
    .filter((href) => pathname === href || pathname.startsWith(`${href}/`))
    .sort((a, b) => b.length - a.length)[0];
