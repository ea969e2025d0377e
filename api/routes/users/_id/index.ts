import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { findUser } from '#models/accounts/find-users.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { ApiError } from '#api/errors.ts';
import { SuccessOf, success } from '#api/schemas/envelope.ts';
import { Reason, Uuid } from '#api/schemas/fields.ts';
import { ManagedUser, ManagedUserChanges } from '#api/schemas/user.ts';
import { viewerOf } from '#api/viewer.ts';
import { presentUser } from '../present-user.ts';
import { changeUser } from './change-user.ts';
import { eraseUser } from './erase-user.ts';
import { resendVerification } from './resend-verification.ts';

const tags = ['users'];
const params = Type.Object({ id: Uuid });
const answer = { 200: SuccessOf(ManagedUser) };
const why = Type.Object({ reason: Type.Optional(Reason) });

/** One person of one's organisation: look, change, deactivate, unlock, delete. */
export default (async (app) => {
  const read = { operationId: 'readUser', tags, summary: 'One person', params, response: answer };
  app.get('/', { schema: read, config: { permission: 'users.read' } }, async (request) => {
    const user = await inOrganisation(app.database, viewerOf(request).organisationId, (trx) =>
      findUser(trx, request.params.id),
    );
    if (!user) throw new ApiError('NOT_FOUND', 'There is no such person in your organisation.');
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
}) satisfies FastifyPluginAsyncTypebox;
