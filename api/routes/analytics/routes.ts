import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { riskRule } from '#domain/progress/at-risk.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { findAtRisk } from '#models/progress/find-at-risk.ts';
import { findDifficulty } from '#models/progress/find-difficulty.ts';
import { findResults } from '#models/progress/find-results.ts';
import { pageOf } from '#api/page-of.ts';
import {
  AtRiskQuery,
  DifficultyQuery,
  ExerciseDifficulty,
  Results,
  ResultsQuery,
  RiskRule,
  StudentAtRisk,
} from '#api/schemas/analytics.ts';
import { ListOf, success, SuccessOf } from '#api/schemas/envelope.ts';
import { readSort } from '#api/schemas/sort.ts';
import { viewerOf } from '#api/viewer.ts';
import { chargeOf } from './charge.ts';
import { presentAtRisk } from './present.ts';

const tags = ['analytics'];
const whose =
  'Of a trainer’s own students, in one course or all; of everybody in a course for admins, who must name one.';

/** /api/analytics: what a trainer decides by (ANA-1). */
export default (async (app) => {
  app.get(
    '/results',
    {
      schema: {
        operationId: 'getResults',
        summary: 'How the best results of students are distributed',
        description: whose,
        tags,
        querystring: ResultsQuery,
        response: { 200: SuccessOf(Results) },
      },
      config: { permission: 'students.read' },
    },
    async (request) => {
      const viewer = viewerOf(request);
      return success(
        await inOrganisation(app.database, viewer.organisationId, async (trx) =>
          findResults(trx, await chargeOf(trx, viewer, request.query.course)),
        ),
      );
    },
  );

  app.get(
    '/exercises',
    {
      schema: {
        operationId: 'listExerciseDifficulty',
        summary: 'Exercise by exercise: who tried, who solved, with how many attempts; the hardest first',
        description: `${whose} Exercises nobody tried are left out.`,
        tags,
        querystring: DifficultyQuery,
        response: { 200: ListOf(ExerciseDifficulty) },
      },
      config: { permission: 'students.read' },
    },
    async (request) => {
      const viewer = viewerOf(request);
      const { page, page_size: pageSize, course, sort } = request.query;
      const { count, rows } = await inOrganisation(app.database, viewer.organisationId, async (trx) =>
        findDifficulty(trx, {
          charge: await chargeOf(trx, viewer, course),
          order: readSort(sort),
          page,
          pageSize,
        }),
      );
      const exercises = rows.map(({ slug, title, ...figures }) => ({
        exercise: { slug, title },
        ...figures,
      }));
      return success(pageOf(request, count, exercises));
    },
  );

  app.get(
    '/at-risk',
    {
      schema: {
        operationId: 'listStudentsAtRisk',
        summary: 'Students at risk, each with the reasons; most reasons first',
        description: `${whose} Overdue: an exercise of an active course was due in the last ${riskRule.overdueWithinDays} days and is not solved. Quiet: nothing done for ${riskRule.quietDays} days while an unsolved exercise is due within ${riskRule.dueWithinDays}. Stuck: ${riskRule.stuckAttempts} graded attempts or more at an exercise without solving it, the last within ${riskRule.stuckWithinDays} days. \`rule\` answers these figures.`,
        tags,
        querystring: AtRiskQuery,
        response: {
          200: SuccessOf(
            Type.Object({ ...ListOf(StudentAtRisk).properties.data.properties, rule: RiskRule }),
          ),
        },
      },
      config: { permission: 'students.read' },
    },
    async (request) => {
      const viewer = viewerOf(request);
      const { page, page_size: pageSize, course } = request.query;
      const { count, rows } = await inOrganisation(app.database, viewer.organisationId, async (trx) =>
        findAtRisk(trx, { charge: await chargeOf(trx, viewer, course), page, pageSize }),
      );
      return success({ ...pageOf(request, count, rows.map(presentAtRisk)), rule: riskRule });
    },
  );
}) satisfies FastifyPluginAsyncTypebox;
