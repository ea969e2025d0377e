import type { Knex } from 'knex';
import { runCodeProcess } from '#domain/processes/run-code.ts';
import type { Sandbox } from '#sandbox/types.ts';
import { runAs } from './running/run-as.ts';

export type { RunInput, RunOutcome } from './running/run-as.ts';

export type RunCodeActivities = ReturnType<typeof createRunCodeActivities>;

/**
 * Free runs, beside the Docker socket.
 * @param tools.database a pool of the grader's role
 */
export function createRunCodeActivities(tools: { database: Knex; sandbox: Sandbox }) {
  return { runCode: runAs(tools, runCodeProcess) };
}
