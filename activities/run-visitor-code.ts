import type { Knex } from 'knex';
import { runVisitorCodeProcess } from '#domain/processes/run-visitor-code.ts';
import type { Sandbox } from '#sandbox/types.ts';
import { runAs } from './running/run-as.ts';

export type RunVisitorCodeActivities = ReturnType<typeof createRunVisitorCodeActivities>;

/**
 * Runs of visitors, beside the Docker socket.
 * @param tools.database a pool of the grader's role
 */
export function createRunVisitorCodeActivities(tools: { database: Knex; sandbox: Sandbox }) {
  return { runVisitorCode: runAs(tools, runVisitorCodeProcess) };
}
