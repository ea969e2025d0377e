import type { FastifyRequest } from 'fastify';

/** Whose catalogue a request reads: the viewer's organisation's, or the public one's for somebody who is not signed in. */
export async function catalogueScope(
  request: FastifyRequest,
): Promise<{ organisationId: string; viewerId: string | null }> {
  const { viewer } = request;
  return viewer
    ? { organisationId: viewer.organisationId, viewerId: viewer.userId }
    : { organisationId: await request.server.publicOrganisationId(), viewerId: null };
}
