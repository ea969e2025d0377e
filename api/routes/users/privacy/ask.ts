import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Knex } from 'knex';
import type { Static } from 'typebox';
import { erasureDays } from '#domain/processes/erase-person.ts';
import { archiveDays } from '#domain/processes/export-person.ts';
import { recordAudit } from '#models/audit/audit-entry.ts';
import { User } from '#models/accounts/user.ts';
import { Erasure, findAlong, findChildrenAlone } from '#models/accounts/erasure.ts';
import { asPerson } from '#models/database/as-person.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { endErasure } from '#models/processes/end-erasure.ts';
import { beginErasure } from '#models/processes/erase-person.ts';
import { beginExport } from '#models/processes/export-person.ts';
import { ApiError } from '#api/errors.ts';
import type { PersonalData } from '#api/schemas/personal-data.ts';
import { viewerOf } from '#api/viewer.ts';
import type { Viewer } from '#api/viewer.ts';
import { provePassword } from '../../auth/prove-password.ts';
import { readPersonalData } from './read.ts';
import { whoseData } from './whose.ts';

/** An archive may be large, and each is kept for days. */
const maxArchives = 3;

type Standing = Static<typeof PersonalData>;

/**
 * Asks for an archive of everything the platform holds of oneself or one's child.
 * @throws ApiError NOT_FOUND, FORBIDDEN, CONFLICT while one is collected, QUOTA_EXCEEDED past three a week
 */
export async function askForExport(
  trx: Knex.Transaction,
  request: FastifyRequest,
  person: string | undefined,
): Promise<{ outboxId: string; standing: Standing }> {
  const viewer = viewerOf(request);
  const { organisationId, userId } = viewer;
  const whose = await whoseData(trx, viewer, person);
  const { rows } = await trx.raw<{ rows: { count: number }[] }>(
    `select count(*)::integer as count from personal_archives where user_id = ? and status <> 'cancelled' and requested_at > now() - make_interval(days => ?)`,
    [whose, archiveDays],
  );
  if (rows[0]!.count >= maxArchives)
    throw new ApiError('archives_limit', { limit: maxArchives, days: archiveDays });
  const begun = await beginExport(trx, { organisationId, userId: whose, requestedBy: userId });
  if (!begun) throw new ApiError('archive_being_collected');
  await recordAudit(trx, {
    actorId: userId,
    action: 'user.export_requested',
    subjectType: 'user',
    subjectId: whose,
    request,
  });
  return { outboxId: begun.outboxId, standing: await readPersonalData(trx, viewer, whose) };
}

/**
 * Asks to erase oneself or one's child; it waits 14 days, in which it can be taken back. Children whom nobody could act for any more go along, each as
 * an erasure of its own.
 * @param wish.password of whoever asks; wrong ones count like failed sign-ins
 * @throws ApiError NOT_FOUND, FORBIDDEN, VALIDATION_ERROR (wrong password), RATE_LIMITED, CONFLICT (a superadmin, or one is under way)
 */
export async function askForErasure(
  app: FastifyInstance,
  request: FastifyRequest,
  wish: { person?: string; password: string },
): Promise<Standing> {
  const viewer = viewerOf(request);
  const { organisationId, userId } = viewer;
  const { whose, asking } = await inOrganisation(app.database, organisationId, async (trx) => ({
    whose: await whoseData(trx, viewer, wish.person),
    asking: await User.query(trx).findById(userId).throwIfNotFound(),
  }));
  if (whose === userId && viewer.role === 'superadmin') throw new ApiError('own_account');
  await provePassword(app, request, asking, { field: 'password', value: wish.password });
  const { outboxIds, standing } = await inOrganisation(app.database, organisationId, async (trx) => {
    await whoseData(trx, viewer, wish.person);
    const alone = await findChildrenAlone(trx, whose);
    const outboxIds: string[] = [];
    for (const erased of [whose, ...alone.map(({ id }) => id)]) {
      const begun = await beginErasure(trx, {
        organisationId,
        userId: erased,
        requestedBy: userId,
        days: erasureDays,
      });
      if (!begun && erased === whose) throw new ApiError('erasure_asked_already');
      if (!begun) continue;
      outboxIds.push(begun.outboxId);
      await recordAudit(trx, {
        actorId: userId,
        action: 'user.erasure_requested',
        subjectType: 'user',
        subjectId: erased,
        request,
      });
    }
    return { outboxIds, standing: await readPersonalData(trx, viewer, whose) };
  });
  void app.outbox.dispatch(outboxIds);
  return standing;
}

/**
 * Takes the wish to be erased back; when it is one's own, also those of the children that went along with it. Asked again it answers alike.
 * @throws ApiError NOT_FOUND, FORBIDDEN, CONFLICT when erasing has begun, or when a child would be left alone by it
 */
export async function keepAccount(
  app: FastifyInstance,
  request: FastifyRequest,
  erasureId: string,
): Promise<Standing> {
  const viewer = viewerOf(request);
  const { organisationId, userId } = viewer;
  const { erasure, whose } = await inOrganisation(app.database, organisationId, async (trx) => {
    const found = await findErasure(trx, viewer, erasureId);
    return { erasure: found, whose: await whoseData(trx, viewer, found.user_id) };
  });
  // Where it was asked for its process lies, which may be another of the person's organisations.
  const outboxIds = await inOrganisation(app.database, erasure.organisation_id, async (trx) => {
    await refuseLeavingAlone(trx, viewer, erasure.user_id);
    const taken: string[] = [];
    for (const each of [erasure, ...(await findAlong(trx, erasure))]) {
      const outboxId = await endErasure(trx, each, 'taken_back');
      if (outboxId === undefined && each.id !== erasureId) continue;
      if (outboxId === undefined) {
        // Asked again, as after an answer that got lost: it stays taken back.
        const { status } = await Erasure.query(trx).findById(erasureId).throwIfNotFound();
        if (status === 'cancelled') return [];
        throw new ApiError('erasure_began');
      }
      taken.push(outboxId);
      await recordAudit(trx, {
        actorId: userId,
        action: 'user.erasure_taken_back',
        subjectType: 'user',
        subjectId: each.user_id,
        request,
      });
    }
    return taken;
  });
  void app.outbox.dispatch(outboxIds);
  return inOrganisation(app.database, organisationId, (trx) => readPersonalData(trx, viewer, whose));
}

/** One's own, wherever it was asked for, or one of this organisation. */
async function findErasure(trx: Knex.Transaction, viewer: Viewer, erasureId: string): Promise<Erasure> {
  const found = await asPerson(trx, viewer.userId, async () => Erasure.query(trx).findById(erasureId));
  if (!found) throw new ApiError('no_such_erasure');
  return found;
}

/** A child whose parent goes would be left with nobody. @throws ApiError CONFLICT */
async function refuseLeavingAlone(trx: Knex.Transaction, viewer: Viewer, child: string): Promise<void> {
  const own = await Erasure.query(trx)
    .where({ user_id: viewer.userId })
    .whereIn('status', ['waiting', 'erasing'])
    .first();
  if (!own || child === viewer.userId) return;
  const alone = await findChildrenAlone(trx, viewer.userId);
  if (alone.some(({ id }) => id === child)) throw new ApiError('child_left_alone');
}
