import type { Role, Viewer } from './viewer.ts';

/** Who may open which part of the site. The API decides again on every call; this only spares people a page of refusals. */
const areas: { prefix: string; roles: readonly Role[] }[] = [
  { prefix: '/trainer', roles: ['trainer', 'admin', 'superadmin'] },
  { prefix: '/authoring', roles: ['trainer', 'admin', 'superadmin'] },
  { prefix: '/admin', roles: ['admin', 'superadmin'] },
  { prefix: '/ops', roles: ['admin', 'superadmin'] },
  { prefix: '/family', roles: ['parent', 'superadmin'] },
];

/** Pages in the `(app)` group are for people who signed in. */
export const needsSignIn = (routeId: string | null): boolean => routeId?.startsWith('/(app)') ?? false;

export const mayOpen = (viewer: Viewer, pathname: string): boolean => {
  const area = areas.find(({ prefix }) => pathname === prefix || pathname.startsWith(`${prefix}/`));
  return area === undefined || area.roles.includes(viewer.role);
};

/** The page a role starts from. */
export const homeOf = (viewer: Viewer): string =>
  ({ student: '/dashboard', parent: '/family', trainer: '/trainer', admin: '/admin', superadmin: '/admin' })[
    viewer.role
  ];

/**
 * A path of this site to go on to after signing in, as a Location header can say it: percent-encoded beyond ASCII. Null when `value` points elsewhere,
 * or is no path.
 */
export const ownPath = (value: FormDataEntryValue | null): string | null => {
  if (typeof value !== 'string' || !/^\/(?![/\\])[^\\\s\p{Cc}]*$/u.test(value)) return null;
  return value.toWellFormed().replace(/[^!-~]+/g, encodeURIComponent);
};
