import { fieldFault, type FieldFault } from '../field-faults.ts';

/** An address of a public profile has at least and at most this many characters. */
export const handleLength = { minimum: 3, maximum: 40 } as const;

/** Words that would make a page look like the platform's own, or like somebody who speaks for it. */
const reserved = new Set([
  ...[
    'about',
    'account',
    'admin',
    'administrator',
    'api',
    'dashboard',
    'edit',
    'exercises',
    'courses',
    'everyone',
    'help',
    'hidden',
    'legal',
  ],
  ...[
    'me',
    'moderator',
    'new',
    'nobody',
    'null',
    'official',
    'ops',
    'parent',
    'people',
    'picture',
    'privacy',
    'profile',
    'public',
    'root',
  ],
  ...[
    'security',
    'settings',
    'sign-in',
    'sign-out',
    'sign-up',
    'staff',
    'student',
    'superadmin',
    'support',
    'system',
    'team',
    'terms',
    'trainer',
  ],
  ...['undefined', 'user', 'users', 'waymark', 'webmaster', 'www'],
]);

/**
 * Why a word cannot be the address of a public profile.
 * @returns undefined when it can
 */
export function handleFault(handle: string): FieldFault | undefined {
  const { minimum, maximum } = handleLength;
  if (handle.length < minimum || handle.length > maximum)
    return fieldFault('wrong_length', { least: minimum, most: maximum });
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(handle)) return fieldFault('handle_form');
  if (reserved.has(handle)) return fieldFault('reserved');
  return undefined;
}

/**
 * Addresses to propose to a person, the best first; whether one is taken is not known here.
 * @param name as they wrote it, in any script; what has no Latin letters falls back to "learner"
 */
export function handlesFor(name: string): string[] {
  const written = name
    .normalize('NFKD')
    .replaceAll(/\p{Mark}|['’]/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  // Room for a number after it.
  const short = written.slice(0, handleLength.maximum - 5).replace(/-$/, '');
  const base = short.length >= handleLength.minimum ? short : 'learner';
  const numbered = [2, 3, 4, 5, 6, 7, 8, 9].map((number) => `${base}-${number}`);
  return [base, ...numbered].filter((handle) => handleFault(handle) === undefined);
}
