import type { ReadProfileResponse } from '#lib/api/generated/index.ts';

export type Role = ReadProfileResponse['data']['role'];

/** The person signed in, as pages need them. */
export type Viewer = {
  id: string;
  name: string;
  /** The API's address of their picture. */
  picture: string | null;
  /** null for a child who has no address of their own. */
  email: string | null;
  role: Role;
  emailVerified: boolean;
  /** BCP 47; the page's `lang` and direction come from it. */
  language: string;
  /** IANA name; times are written in it. */
  timeZone: string;
  organisation: string;
  organisationId: string;
  /** `#rrggbb`, in place of the site's primary colour; null when the organisation keeps ours. */
  primaryColour: string | null;
  /** How much of what they were told they have not read. */
  unreadNotifications: number;
  /** The parent who looks through this child's eyes; null when it is the person. */
  viewedBy: string | null;
  /** Set while the account waits to be erased; until `dueAt` it can be taken back. */
  erasure: { id: string; dueAt: string } | null;
};

/** Whether this role hands in work, and so sees the student's pages. */
export const isLearner = (viewer: Viewer | null): boolean =>
  viewer !== null && (viewer.role === 'student' || viewer.role === 'parent' || viewer.role === 'superadmin');
