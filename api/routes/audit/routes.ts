import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { areMorePeopleNamed, findAuditEntries } from '#models/audit/find-audit-entries.ts';
import type { AuditRow } from '#models/audit/find-audit-entries.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { AuditPage, AuditQuery } from '#api/schemas/audit.ts';
import { SuccessOf, success } from '#api/schemas/envelope.ts';
import { viewerOf } from '#api/viewer.ts';

/** GET /api/audit: every security- or grade-relevant act of one's organisation (ACC-12). */
export default (async (app) => {
  const schema = {
    operationId: 'listAuditEntries',
    tags: ['audit'],
    summary: 'The audit log, newest first',
    querystring: AuditQuery,
    response: { 200: SuccessOf(AuditPage) },
  };
  app.get('/', { schema, config: { permission: 'audit.read' } }, async (request) => {
    const {
      cursor: before,
      page_size: size,
      subject: subjectId,
      subject_type: subjectType,
      ...filter
    } = request.query;
    const { rows, cut } = await inOrganisation(
      app.database,
      viewerOf(request).organisationId,
      async (trx) => ({
        rows: await findAuditEntries(trx, { ...filter, before, subjectId, subjectType, limit: size + 1 }),
        cut: filter.person !== undefined && (await areMorePeopleNamed(trx, filter.person)),
      }),
    );
    const results = rows.slice(0, size).map(present);
    const last = results.at(-1);
    const next = rows.length > size && last ? nextPage(request.url, last.id) : null;
    return success({ results, next, people_cut: cut });
  });

  function nextPage(url: string, cursor: string): string {
    const next = new URL(url, app.config.apiUrl);
    next.searchParams.set('cursor', cursor);
    return next.href;
  }
}) satisfies FastifyPluginAsyncTypebox;

function present({ actor_id: id, actor_name: name, actor_email: email, ...entry }: AuditRow) {
  return {
    ...entry,
    actor: id && name ? { id, name, email } : null,
    created_at: entry.created_at.toISOString(),
  };
}
