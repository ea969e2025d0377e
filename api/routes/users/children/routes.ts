import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { plainText } from '#domain/accounts/person-name.ts';
import { findUser } from '#models/accounts/find-users.ts';
import { openSession } from '#models/accounts/session.ts';
import { createAccount, User } from '#models/accounts/user.ts';
import { recordAudit } from '#models/audit/audit-entry.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { findChildren } from '#models/people/find-children.ts';
import type { ChildRow } from '#models/people/find-children.ts';
import { ApiError } from '#api/errors.ts';
import { pictureUrl } from '#api/picture-url.ts';
import { accessTokenSeconds } from '#api/plugins/tokens.ts';
import { success, SuccessOf } from '#api/schemas/envelope.ts';
import { Uuid } from '#api/schemas/fields.ts';
import { Child, NewChild, SignedInUser } from '#api/schemas/user.ts';
import { viewerOf } from '#api/viewer.ts';

const tags = ['family'];
const config = { permission: 'children.manage' } as const;

/** /api/users/children: a parent’s children, also without an e-mail of their own (ACC-9). */
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

  // POST /api/users/children/:id/view-as: a token with which a parent sees what their child sees, until it ends by itself.
  const viewAs = {
    operationId: 'viewAsChild',
    tags,
    summary: 'View as one’s child for 15 minutes',
    params: Type.Object({ id: Uuid }),
    response: {
      200: SuccessOf(
        Type.Object({
          access: Type.String(),
          expires_in: Type.Integer({ description: 'Seconds.' }),
          user: SignedInUser,
        }),
      ),
    },
  };
  app.post('/:id/view-as', { schema: viewAs, config }, async (request) => {
    const viewing = await viewAsChild(app, request, request.params.id);
    return success(viewing, `You are viewing as ${viewing.user.name}.`);
  });
}) satisfies FastifyPluginAsyncTypebox;

const maxChildren = 20;

/**
 * Creates a student account that has no e-mail and no password: its parent opens it. The parent's consent is kept with its time.
 * @throws ApiError QUOTA_EXCEEDED past 20 children
 */
async function addChild(
  app: FastifyInstance,
  request: FastifyRequest,
  child: { name: string; track?: 'DP' | 'FSD' | null; language?: string; time_zone?: string },
): Promise<Child> {
  const { organisationId, userId } = viewerOf(request);
  const row = await inOrganisation(app.database, organisationId, async (trx) => {
    const parent = await User.query(trx).findById(userId).forNoKeyUpdate().throwIfNotFound();
    const [counted] = await trx('guardianships').where({ parent_id: userId }).count<{ count: string }[]>();
    if (Number(counted!.count) >= maxChildren) throw new ApiError('children_limit', { limit: maxChildren });
    const { name, track = null, language = parent.language, time_zone: timeZone = parent.time_zone } = child;
    const childId = await createAccount(trx, {
      organisationId,
      email: null,
      name: plainText(name),
      passwordHash: null,
      role: 'student',
      track,
      language,
      timeZone,
    });
    await trx('guardianships').insert({
      organisation_id: organisationId,
      parent_id: userId,
      child_id: childId,
    });
    await recordAudit(trx, {
      actorId: userId,
      action: 'child.added',
      subjectType: 'user',
      subjectId: childId,
      after: { consent: true },
      request,
    });
    return (await findChildren(trx, userId, childId))[0]!;
  });
  return presentChild(row);
}

/**
 * Opens a session as the viewer's child that cannot be refreshed. Whatever is done in it is audited as the parent's.
 * @throws ApiError NOT_FOUND for anyone who is not the viewer's child, or is deactivated
 */
async function viewAsChild(
  app: FastifyInstance,
  request: FastifyRequest,
  childId: string,
): Promise<{ access: string; expires_in: number; user: SignedInUser }> {
  const { organisationId, userId, sessionId: parentsSession } = viewerOf(request);
  return inOrganisation(app.database, organisationId, async (trx) => {
    const [child] = await findChildren(trx, userId, childId);
    const member = child && (await findUser(trx, childId));
    if (member?.status !== 'active') throw new ApiError('no_such_child');
    const sessionId = await openSession(trx, {
      userId: childId,
      organisationId,
      userAgent: request.headers['user-agent'],
      address: request.clientAddress,
      refreshTokenHash: null,
      seconds: accessTokenSeconds,
      acting: { userId, sessionId: parentsSession },
    });
    await recordAudit(trx, {
      actorId: userId,
      action: 'child.viewed_as',
      subjectType: 'user',
      subjectId: childId,
      after: { session_id: sessionId },
      request,
    });
    const { id, email, name, role, track, email_verified } = member;
    const access = app.accessTokens.issue({ userId: id, email, role, organisationId, sessionId });
    return {
      access,
      expires_in: accessTokenSeconds,
      user: { id, email, role, track, name, organisation_id: organisationId, email_verified },
    };
  });
}

/** A child as their parent sees them. */
function presentChild({ picture_hash, ...row }: ChildRow): Child {
  const { last_verdict: last, next_due: due } = row;
  return {
    ...row,
    picture_url: pictureUrl({ id: row.id, picture_hash }),
    consented_at: row.consented_at.toISOString(),
    last_verdict: last && {
      submission_id: last.submission_id,
      exercise: { slug: last.slug, title: last.title },
      verdict: last.verdict,
      score: last.score,
      max_score: last.max_score,
      graded_at: last.graded_at && new Date(last.graded_at).toISOString(),
    },
    next_due: due && {
      exercise: { slug: due.slug, title: due.title },
      due_at: new Date(due.due_at).toISOString(),
    },
    erased_at: row.erased_at?.toISOString() ?? null,
  };
}
