import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { findUser } from '#models/accounts/find-users.ts';
import { recordAudit } from '#models/audit/audit-entry.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { findStudents } from '#models/people/find-students.ts';
import { maySeePicture } from '#models/people/picture-visibility.ts';
import { findUserPicture } from '#models/people/user-picture.ts';
import { ApiError } from '#api/errors.ts';
import { pageOf } from '#api/page-of.ts';
import { pictureHeaders, pictureResponse } from '#api/pictures/answer.ts';
import { queueVerificationMail } from '#api/routes/auth/mailed-links.ts';
import { presentStudent } from '#api/routes/curriculum/progress/present-student.ts';
import { ListOf, success, SuccessOf } from '#api/schemas/envelope.ts';
import { Reason, Uuid } from '#api/schemas/fields.ts';
import { StudentProgress, StudentQuery } from '#api/schemas/progress.ts';
import { ManagedUser, ManagedUserChanges } from '#api/schemas/user.ts';
import { viewerOf } from '#api/viewer.ts';
import { presentUser } from '../present-user.ts';
import { changeUser } from './change-user.ts';
import { eraseUser } from './erase-user.ts';

const tags = ['users'];
const params = Type.Object({ id: Uuid });
const answer = { 200: SuccessOf(ManagedUser) };
const why = Type.Object({ reason: Type.Optional(Reason) });

// It is one person's own: no shared cache keeps it. Another picture has another address.
const privateHeaders = pictureHeaders('private, max-age=31536000, immutable');

/** /api/users/:id: one person: look, change, deactivate, unlock, delete. */
export default (async (app) => {
  const read = { operationId: 'readUser', tags, summary: 'One person', params, response: answer };
  app.get('/', { schema: read, config: { permission: 'users.read' } }, async (request) => {
    const user = await inOrganisation(app.database, viewerOf(request).organisationId, (trx) =>
      findUser(trx, request.params.id),
    );
    if (!user) throw new ApiError('no_such_person');
    return success(presentUser(user));
  });

  const update = {
    operationId: 'updateUser',
    tags,
    summary: 'Change name, role, track, capacity; deactivate, reactivate, unlock',
    params,
    body: ManagedUserChanges,
    response: answer,
  };
  app.put('/', { schema: update, config: { permission: 'users.update' } }, async (request) =>
    success(await changeUser(app, request, request.params.id, request.body), 'The changes are saved.'),
  );

  const acts = {
    deactivate: {
      changes: { status: 'deactivated' },
      summary: 'Keep a person from signing in',
      message: 'The account is deactivated.',
    },
    reactivate: {
      changes: { status: 'active' },
      summary: 'Let a deactivated person sign in again',
      message: 'The account is active again.',
    },
    unlock: {
      changes: { locked: false },
      summary: 'End a lock-out after failed sign-ins',
      message: 'The account is unlocked.',
    },
  } as const;
  for (const [act, { changes, summary, message }] of Object.entries(acts)) {
    const schema = { operationId: `${act}User`, tags, summary, params, body: why, response: answer };
    app.post(`/${act}`, { schema, config: { permission: 'users.update' } }, async (request) =>
      success(await changeUser(app, request, request.params.id, { ...changes, ...request.body }), message),
    );
  }

  const resend = {
    operationId: 'resendUserVerification',
    tags,
    summary: 'Mail a new verification link to a person',
    params,
    response: { 200: SuccessOf(Type.Null()) },
  };
  app.post(
    '/resend-verification',
    { schema: resend, config: { permission: 'users.update' } },
    async (request) => {
      await resendVerification(app, request, request.params.id);
      return success(null, 'A new link is on its way.');
    },
  );

  const remove = {
    operationId: 'deleteUser',
    tags,
    summary: 'Erase a person; what they leave behind becomes anonymous',
    params,
    body: why,
    response: { 200: SuccessOf(Type.Null()) },
  };
  app.delete('/', { schema: remove, config: { permission: 'users.delete' } }, async (request) => {
    await eraseUser(app, request, request.params.id, request.body.reason);
    return success(null, 'The person is erased.');
  });

  // GET /api/users/:id/students: whom a trainer teaches; their own, or for admins any trainer's.
  const students = {
    operationId: 'listStudentsOfTrainer',
    tags,
    summary: 'The students assigned to a trainer, with how far they are',
    params,
    querystring: StudentQuery,
    response: { 200: ListOf(StudentProgress) },
  };
  app.get('/students', { schema: students, config: { permission: 'students.read' } }, async (request) => {
    const viewer = viewerOf(request);
    const { page_size: pageSize, ...filter } = request.query;
    const { count, rows } = await inOrganisation(app.database, viewer.organisationId, async (trx) => {
      const mayLook =
        request.params.id === viewer.userId ||
        (viewer.role !== 'trainer' && (await findUser(trx, request.params.id)));
      if (!mayLook) throw new ApiError('trainer_not_yours');
      return findStudents(trx, { ...filter, pageSize, trainerId: request.params.id });
    });
    return success(pageOf(request, count, rows.map(presentStudent)));
  });

  // GET /api/users/:id/picture/:hash, as `picture_url` names it: for the person and who has to do with them (models/people/picture-visibility.ts).
  const picture = {
    operationId: 'readPicture',
    tags,
    summary: 'A person’s picture',
    description:
      'The bytes of a PNG, JPEG or WebP picture. The person, their trainer, their parent and admins see it; a trainer’s the students assigned to them too; that of whoever commented on a submission everyone who may see that submission.',
    params: Type.Object({ id: Uuid, hash: Type.String({ pattern: '^[0-9a-f]{64}$' }) }),
    response: pictureResponse,
  };
  app.get(
    '/picture/:hash',
    { schema: picture, config: { permission: 'profile.read' } },
    async (request, reply) => {
      const { id, hash } = request.params;
      const viewer = viewerOf(request);
      const found = await inOrganisation(app.database, viewer.organisationId, async (trx) => {
        return (await maySeePicture(trx, viewer, id)) ? findUserPicture(trx, id, hash) : undefined;
      });
      if (!found) throw new ApiError('picture_not_yours');
      return reply.headers(privateHeaders).type(found.media_type).send(found.content);
    },
  );
}) satisfies FastifyPluginAsyncTypebox;

/** @throws ApiError NOT_FOUND, CONFLICT when there is nothing to verify */
async function resendVerification(app: FastifyInstance, request: FastifyRequest, id: string): Promise<void> {
  const { organisationId, userId } = viewerOf(request);
  const outboxId = await inOrganisation(app.database, organisationId, async (trx) => {
    const user = await findUser(trx, id);
    if (!user) throw new ApiError('no_such_person');
    if (user.email === null || user.email_verified) throw new ApiError('email_needs_no_confirmation');
    await recordAudit(trx, {
      actorId: userId,
      action: 'user.verification_resent',
      subjectType: 'user',
      subjectId: id,
      request,
    });
    return queueVerificationMail(trx, app.config.mailKey, {
      id,
      name: user.name,
      email: user.email,
      organisationId,
    });
  });
  void app.outbox.dispatch([outboxId]);
}
