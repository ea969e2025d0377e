import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { csvOf } from '#domain/progress/csv.ts';
import { findProgressLines } from '#models/progress/find-progress-lines.ts';
import type { ProgressLine } from '#models/progress/find-progress-lines.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { viewerOf } from '#api/viewer.ts';

const columns: { title: string; cell: (line: ProgressLine) => string | number | null }[] = [
  { title: 'course', cell: ({ enrolment }) => enrolment.course_title },
  { title: 'lesson_number', cell: ({ number }) => number },
  { title: 'lesson', cell: ({ lesson }) => lesson.title },
  { title: 'lesson_status', cell: ({ lesson }) => lesson.status },
  { title: 'exercise', cell: ({ exercise }) => exercise?.title ?? null },
  { title: 'attempts', cell: ({ exercise }) => exercise?.attempts ?? null },
  { title: 'best_score', cell: ({ exercise }) => exercise?.bestScore ?? null },
  { title: 'max_score', cell: ({ exercise }) => exercise?.maxScore ?? null },
  { title: 'solved', cell: ({ exercise }) => exercise && (exercise.solved ? 'yes' : 'no') },
];

export default (async (app) => {
  app.get(
    '/',
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
      const lines = await inOrganisation(app.database, organisationId, (trx) =>
        findProgressLines(trx, userId),
      );
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="progress.csv"')
        .send(csvOf(columns, lines));
    },
  );
}) satisfies FastifyPluginAsyncTypebox;
