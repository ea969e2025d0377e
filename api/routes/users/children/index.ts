import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { findChildren } from '#models/people/find-children.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { SuccessOf, success } from '#api/schemas/envelope.ts';
import { Child, NewChild } from '#api/schemas/user.ts';
import { viewerOf } from '#api/viewer.ts';
import { addChild } from './add-child.ts';
import { presentChild } from './present-child.ts';

const tags = ['family'];
const config = { permission: 'children.manage' } as const;

/** GET and POST /api/users/children: a parent's children, also without an e-mail of their own (ACC-9). */
export default (async (app) => {
  const list = {
    operationId: 'listChildren',
    tags,
    summary: 'One’s children: this week, last verdict, next due',
    response: { 200: SuccessOf(Type.Array(Child)) },
  };
  app.get('/', { schema: list, config }, async (request) => {
    const { organisationId, userId } = viewerOf(request);
    const children = await inOrganisation(app.database, organisationId, (trx) => findChildren(trx, userId));
    return success(children.map(presentChild));
  });

  const add = {
    operationId: 'addChild',
    tags,
    summary: 'Add a child who needs no e-mail',
    body: NewChild,
    response: { 201: SuccessOf(Child) },
  };
  app.post('/', { schema: add, config }, async (request, reply) =>
    reply.code(201).send(success(await addChild(app, request, request.body), 'Your child is added.')),
  );
}) satisfies FastifyPluginAsyncTypebox;
