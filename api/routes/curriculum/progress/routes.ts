import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Static } from 'typebox';
import { usableTimeZone } from '#domain/people/streak.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { findStudents } from '#models/people/find-students.ts';
import { findProgress } from '#models/progress/find-progress.ts';
import { learnerFor } from '#api/acting-for.ts';
import { pageOf } from '#api/page-of.ts';
import { ById } from '#api/schemas/course.ts';
import { ListOf, success, SuccessOf } from '#api/schemas/envelope.ts';
import {
  LearnerProgress,
  LessonProgress,
  ProgressBody,
  StudentProgress,
  StudentQuery,
} from '#api/schemas/progress.ts';
import { viewerOf } from '#api/viewer.ts';
import { exportProgress } from './export.ts';
import { keepProgress } from './keep.ts';
import { presentLearner } from './present.ts';
import { presentStudent } from './present-student.ts';

/** How far learners are: kept by themselves, read by them and by those who look after them. */
export default (async (app) => {
  app.post(
    '/',
    {
      schema: {
        operationId: 'keepProgress',
        summary: 'Note that one opened a lesson, finished it, or takes that back',
        tags: ['progress'],
        body: ProgressBody,
        response: { 200: SuccessOf(LessonProgress) },
      },
      config: { permission: 'progress.update' },
    },
    async (request) => success(await keepProgress(request), 'Kept.'),
  );

  app.get(
    '/me',
    {
      schema: {
        operationId: 'getMyProgress',
        summary: 'Where one stands: where to go on, streak, activity, what is due, courses',
        tags: ['progress'],
        response: { 200: SuccessOf(LearnerProgress) },
      },
      config: { permission: 'progress.read' },
    },
    async (request) => success(await readProgress(request, viewerOf(request).userId)),
  );

  app.get(
    '/me/csv',
    {
      schema: {
        operationId: 'exportMyProgress',
        summary: 'One’s progress as CSV: each lesson, and after it its exercises',
        tags: ['progress'],
        response: { 200: { content: { 'text/csv': { schema: Type.String() } } } },
      },
      config: { permission: 'progress.read' },
    },
    async (request, reply) => {
      const { organisationId, userId } = viewerOf(request);
      const csv = await inOrganisation(app.database, organisationId, (trx) => exportProgress(trx, userId));
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="progress.csv"')
        .send(csv);
    },
  );

  app.get(
    '/students',
    {
      schema: {
        operationId: 'listStudentProgress',
        summary:
          'A trainer’s assigned students, or all of the organisation for administrators, with how far they are',
        tags: ['progress'],
        querystring: StudentQuery,
        response: { 200: ListOf(StudentProgress) },
      },
      config: { permission: 'students.read' },
    },
    async (request) => {
      const { organisationId, userId, role } = viewerOf(request);
      const { page, page_size: pageSize, search } = request.query;
      const trainerId = role === 'trainer' ? userId : undefined;
      const { count, rows } = await inOrganisation(app.database, organisationId, (trx) =>
        findStudents(trx, { trainerId, search, page, pageSize }),
      );
      return success(pageOf(request, count, rows.map(presentStudent)));
    },
  );

  app.get(
    '/students/:id',
    {
      schema: {
        operationId: 'getStudentProgress',
        summary: 'Where a student stands: for their trainer, their parent, and administrators',
        tags: ['progress'],
        params: ById,
        response: { 200: SuccessOf(LearnerProgress) },
      },
      config: { permission: 'progress.read' },
    },
    async (request) => success(await readProgress(request, request.params.id)),
  );
}) satisfies FastifyPluginAsyncTypebox;

/** The progress of one person. @throws ApiError NOT_FOUND unless the viewer may see it */
async function readProgress(
  request: FastifyRequest,
  learnerId: string,
): Promise<Static<typeof LearnerProgress>> {
  const viewer = viewerOf(request);
  return inOrganisation(request.server.database, viewer.organisationId, async (trx) => {
    const learner = await learnerFor(trx, viewer, learnerId);
    const timeZone = usableTimeZone(learner.time_zone);
    const rows = await findProgress(trx, { userId: learner.id, timeZone });
    return presentLearner({ ...learner, time_zone: timeZone }, rows, new Date());
  });
}
