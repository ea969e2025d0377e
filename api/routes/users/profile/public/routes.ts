import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { SuccessOf, success } from '#api/schemas/envelope.ts';
import { PublicProfileChanges, PublicProfileSettings } from '#api/schemas/public-profile.ts';
import { viewerOf } from '#api/viewer.ts';
import { changePublicProfile, readPublicProfile } from './settings.ts';

const tags = ['users'];
const response = { 200: SuccessOf(PublicProfileSettings) };

/** GET and PUT /api/users/profile/public: whether one has a public profile, where, and what it shows (ACC-9). */
export default (async (app) => {
  const read = {
    operationId: 'readPublicProfile',
    tags,
    summary: 'Settings of one’s own public profile',
    description: 'Before the first time nothing is published, and `handle` is a free address to propose.',
    response,
  };
  app.get('/', { schema: read, config: { permission: 'profile.read' } }, async (request) => {
    const viewer = viewerOf(request);
    return success(
      await inOrganisation(app.database, viewer.organisationId, (trx) => readPublicProfile(trx, viewer)),
    );
  });

  const change = {
    operationId: 'changePublicProfile',
    tags,
    summary: 'Publish, change or take back one’s own public profile',
    description: 'A field that is not sent stays as it is. A profile that is taken back keeps its address.',
    body: PublicProfileChanges,
    response,
  };
  app.put('/', { schema: change, config: { permission: 'profile.update' } }, async (request) => {
    const settings = await changePublicProfile(app, request, request.body);
    return success(
      settings,
      settings.published
        ? 'Your public profile is there for everybody.'
        : 'Your public profile is not shown to anybody.',
    );
  });
}) satisfies FastifyPluginAsyncTypebox;
