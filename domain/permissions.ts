export const roles = ['student', 'trainer', 'parent', 'admin', 'superadmin'] as const;
export type Role = (typeof roles)[number];

const everyone = roles;
const learners = ['student', 'parent', 'superadmin'] as const;
const staff = ['trainer', 'admin', 'superadmin'] as const;
const administrators = ['admin', 'superadmin'] as const;

type Rule = {
  roles: readonly Role[];
  /** An account that has not proved its e-mail is refused with EMAIL_NOT_VERIFIED (ACC-1). */
  verified?: true;
};

/**
 * Who may do what (the permission matrix in `shared/api.md`). A route names one key; one hook reads this table.
 * Whether a row is the caller's own is decided where the row is loaded, never here.
 */
export const permissions = {
  'profile.read': { roles: everyone },
  'profile.update': { roles: everyone },
  'personal_data.manage': { roles: everyone },
  'sessions.manage': { roles: everyone },
  'users.read': { roles: administrators },
  'users.update': { roles: administrators },
  'users.delete': { roles: ['superadmin'] },
  'trainers.read': { roles: administrators },
  'trainers.assign': { roles: administrators },
  'students.read': { roles: staff },
  'children.manage': { roles: ['parent'] },
  'organisation.read': { roles: everyone },
  'organisation.update': { roles: administrators },
  'members.read': { roles: administrators },
  'members.invite': { roles: administrators },
  'audit.read': { roles: administrators },
  'courses.author': { roles: administrators },
  'lessons.read': { roles: everyone },
  'exercises.read': { roles: everyone },
  'exercises.author': { roles: staff },
  'solutions.read': { roles: everyone },
  'enrolments.read': { roles: everyone },
  'enrolments.create': { roles: learners },
  'progress.read': { roles: everyone },
  'progress.update': { roles: learners },
  'code.run': { roles: everyone },
  'submissions.create': { roles: learners, verified: true },
  'submissions.read': { roles: everyone },
  'submissions.cancel': { roles: everyone },
  'submissions.comment': { roles: everyone },
  'submissions.review': { roles: staff },
  'events.read': { roles: everyone },
  'search.use': { roles: everyone },
  'own_processes.read': { roles: everyone },
  'notifications.read': { roles: everyone },
  'notifications.manage': { roles: everyone },
  'processes.read': { roles: administrators },
  'processes.repair': { roles: administrators },
} satisfies Record<string, Rule>;

export type Permission = keyof typeof permissions;

/** Whether people in this role may use what `permission` guards, e-mail proved or not. */
export const isOpenTo = (permission: Permission, role: Role): boolean =>
  (permissions[permission].roles as readonly Role[]).includes(role);

/**
 * Decides whether a person may use what `permission` guards.
 * @returns 'allowed', or why not
 */
export function decide(
  permission: Permission,
  person: { role: Role; emailVerified: boolean },
): 'allowed' | 'forbidden' | 'email_not_verified' {
  const rule: Rule = permissions[permission];
  if (!isOpenTo(permission, person.role)) return 'forbidden';
  return rule.verified && !person.emailVerified ? 'email_not_verified' : 'allowed';
}
