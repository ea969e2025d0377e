import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Knex } from 'knex';
import type { AuditAction } from '#domain/audit-actions.ts';
import { plainText } from '#domain/accounts/person-name.ts';
import { fieldFault } from '#domain/field-faults.ts';
import { recordAudit } from '#models/audit/audit-entry.ts';
import { findUser } from '#models/accounts/find-users.ts';
import type { UserRow } from '#models/accounts/find-users.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { withdrawInvitations } from '#models/accounts/invitation.ts';
import { Membership } from '#models/accounts/membership.ts';
import { revokeSessions } from '#models/accounts/session.ts';
import { User } from '#models/accounts/user.ts';
import { ApiError } from '#api/errors.ts';
import { createLockOut } from '#api/rate-limits/lock-out.ts';
import type { ManagedUser, ManagedUserChanges } from '#api/schemas/user.ts';
import { viewerOf } from '#api/viewer.ts';
import type { Viewer } from '#api/viewer.ts';
import { presentUser } from '../present-user.ts';

/**
 * Changes a person of the viewer's organisation, with an audit entry of what was before and after.
 * @throws ApiError NOT_FOUND, FORBIDDEN (a superadmin by an admin, or granting that role), CONFLICT (one's own role or status)
 */
export async function changeUser(
  app: FastifyInstance,
  request: FastifyRequest,
  id: string,
  { reason, locked, ...changes }: ManagedUserChanges,
): Promise<ManagedUser> {
  const viewer = viewerOf(request);
  const user = await inOrganisation(app.database, viewer.organisationId, async (trx) => {
    // Whoever removes the person holds this too: one of the two comes after the other, and sees what that did.
    await Membership.query(trx).findById([viewer.organisationId, id]).forNoKeyUpdate().select('user_id');
    const before = await findUser(trx, id);
    if (!before) throw new ApiError('no_such_person');
    refuseOverreach(viewer, before, changes);
    await store(trx, viewer.organisationId, id, changes);
    // An older invitation would give back what was taken.
    const loses = changes.status === 'deactivated' || (changes.role && changes.role !== before.role);
    if (loses) await withdrawInvitations(trx, before.email);
    if (locked === false && before.email) await createLockOut(trx, app.config.lockOut).forget(before.email);
    const after = (await findUser(trx, id))!;
    const action = actionOf(before, after);
    await recordAudit(trx, {
      actorId: viewer.userId,
      action,
      subjectType: 'user',
      subjectId: id,
      before: audited(before),
      after: audited(after),
      ...(reason && { reason }),
      request,
    });
    return after;
  });
  await app.sessionCache.forgetUser(id);
  return presentUser(user);
}

function refuseOverreach(
  viewer: Viewer,
  user: UserRow,
  changes: Pick<ManagedUserChanges, 'role' | 'status'>,
): void {
  const touchesSuperadmin = user.role === 'superadmin' || changes.role === 'superadmin';
  if (touchesSuperadmin && viewer.role !== 'superadmin') throw new ApiError('superadmins_only');
  const loses =
    (changes.role && changes.role !== user.role) || (changes.status && changes.status !== user.status);
  if (user.id === viewer.userId && loses) throw new ApiError('own_role');
}

async function store(
  trx: Knex.Transaction,
  organisationId: string,
  id: string,
  changes: Omit<ManagedUserChanges, 'reason' | 'locked'>,
): Promise<void> {
  const { name, track, ...membership } = changes;
  if (name !== undefined || track !== undefined)
    await User.query(trx)
      .findById(id)
      .patch({
        ...(name && { name: plainText(name) }),
        ...(track !== undefined && { track }),
        updated_at: new Date(),
      });
  if (changes.capacity !== undefined) await refuseFewerPlaces(trx, id, changes.capacity);
  if (Object.keys(membership).length > 0)
    await Membership.query(trx).findById([organisationId, id]).patch(membership);
  if (changes.status === 'deactivated')
    await revokeSessions(trx, { user_id: id, organisation_id: organisationId }, 'deactivated');
  if (changes.role && changes.role !== 'trainer')
    await trx('trainer_assignments').where({ trainer_id: id }).delete();
  if (changes.role && changes.role !== 'student')
    await trx('trainer_assignments').where({ student_id: id }).delete();
}

/** @throws ApiError CONFLICT when more students are assigned already; an assignment meanwhile waits for the trainer's membership */
async function refuseFewerPlaces(trx: Knex.Transaction, trainerId: string, capacity: number): Promise<void> {
  const [counted] = await trx('trainer_assignments')
    .where({ trainer_id: trainerId })
    .count<{ count: string }[]>();
  const present = Number(counted!.count);
  if (present <= capacity) return;
  throw new ApiError(
    'trainer_has_students',
    { count: present },
    {
      reasons: { capacity: [fieldFault('below_present', { least: present })] },
    },
  );
}

function actionOf(before: UserRow, after: UserRow): AuditAction {
  if (before.status !== after.status)
    return after.status === 'active' ? 'user.reactivated' : 'user.deactivated';
  if (before.role !== after.role) return 'user.role_changed';
  return before.locked && !after.locked ? 'user.unlocked' : 'user.updated';
}

const audited = ({ name, role, track, status, locked, capacity }: UserRow) => ({
  name,
  role,
  track,
  status,
  locked,
  capacity,
});
