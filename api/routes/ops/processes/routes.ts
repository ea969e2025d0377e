import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { repairPaths } from '#domain/processes/repairs.ts';
import type { RepairName } from '#domain/processes/repairs.ts';
import { inScope } from '#models/database/in-organisation.ts';
import { findProcesses, readProcesses } from '#models/processes/find-processes.ts';
import { pageOf } from '#api/page-of.ts';
import { ListOf, success, SuccessOf } from '#api/schemas/envelope.ts';
import {
  ProcessDetail,
  ProcessQuery,
  ProcessScope,
  ProcessSummary,
  ReassignBody,
  RepairBody,
  StepRepairBody,
  WorkflowId,
} from '#api/schemas/process.ts';
import { viewerOf } from '#api/viewer.ts';
import { presentProcess } from './present.ts';
import { processScope, readProcess } from './read.ts';
import { repairProcess } from './repair.ts';
import type { RepairWish } from './repair.ts';

type Repair = { operationId: string; summary: string; body: typeof RepairBody };

const repairs: Record<RepairName, Repair> = {
  retry_now: {
    operationId: 'retryProcess',
    summary: 'Try the waiting step again at once',
    body: RepairBody,
  },
  cancel: {
    operationId: 'cancelProcess',
    summary: 'End a process that cannot go on; a hand-in gives its attempt back',
    body: RepairBody,
  },
  skip: {
    operationId: 'skipProcessStep',
    summary: 'Go on without the step under way, where the process allows it',
    body: StepRepairBody,
  },
  override: {
    operationId: 'overrideProcessStep',
    summary: 'Take the step under way as done, where the process allows it',
    body: StepRepairBody,
  },
  compensate: {
    operationId: 'compensateProcess',
    summary: 'Undo what the process has done so far and end it',
    body: RepairBody,
  },
  reassign: {
    operationId: 'reassignProcess',
    summary: 'Give what the process waits for to another person',
    body: ReassignBody,
  },
};

export default (async (app) => {
  app.get(
    '/',
    {
      schema: {
        operationId: 'listProcesses',
        summary:
          'Every process of the organisation: those that need a person first, then the unfinished, then the newest',
        description: 'The first 5,000; counted as far.',
        tags: ['ops'],
        querystring: ProcessQuery,
        response: { 200: ListOf(ProcessSummary) },
      },
      config: { permission: 'processes.read' },
    },
    async (request) => {
      const {
        page,
        page_size: pageSize,
        organisation,
        platform,
        oldest_first: oldestFirst,
        ...filter
      } = request.query;
      const scope = processScope(viewerOf(request), { organisation, platform });
      const wanted = { filter, page, pageSize, oldestFirst };
      const { count, rows } =
        scope === null
          ? await inScope(app.database, null, (trx) => findProcesses(trx, { ...wanted, platform: true }))
          : await readProcesses(app.reads, scope, wanted);
      return success(pageOf(request, count, rows.map(presentProcess)));
    },
  );

  app.get(
    '/:workflowId',
    {
      schema: {
        operationId: 'getProcess',
        summary: 'One process: its timeline, what it waits for and when it tries next',
        tags: ['ops'],
        params: WorkflowId,
        querystring: Type.Object(ProcessScope),
        response: { 200: SuccessOf(ProcessDetail) },
      },
      config: { permission: 'processes.read' },
    },
    async (request) => {
      const viewer = viewerOf(request);
      const scope = processScope(viewer, request.query);
      return success(await readProcess(app, viewer, scope, request.params.workflowId));
    },
  );

  for (const [name, { operationId, summary, body }] of Object.entries(repairs) as [RepairName, Repair][]) {
    app.post(
      `/:workflowId/${repairPaths[name]}`,
      {
        schema: {
          operationId,
          summary: `${summary}; with the reason why`,
          tags: ['ops'],
          params: WorkflowId,
          querystring: Type.Object(ProcessScope),
          body,
          response: { 202: SuccessOf(ProcessDetail) },
        },
        // Whether the viewer may repair this kind so is the definition's to say (`repairProcess`).
        config: { permission: 'processes.read' },
      },
      async (request, reply) => {
        const viewer = viewerOf(request);
        const scope = processScope(viewer, request.query);
        const { workflowId } = request.params;
        const wish = request.body as RepairWish;
        void app.outbox.dispatch(await repairProcess(request, scope, { name, workflowId, wish }));
        return reply.code(202).send(success(await readProcess(app, viewer, scope, workflowId)));
      },
    );
  }
}) satisfies FastifyPluginAsyncTypebox;
