import type { Knex } from 'knex';
import { isAlive } from '../processes/identity.ts';
import { waitFor } from '../processes/wait-for.ts';
import { readRunRecord } from '../platform/run-record.ts';

const attempts = 5;

/**
 * Stops the grading worker in the middle of a submission, once, so that the demo has a process with a real retry in it. The platform starts the worker again,
 * and Temporal has the grading done anew; the submission loses nothing.
 * @param data the platform's data folder, in which it notes its processes
 * @param handIn hands something in that is graded for some seconds; called again when it was over too soon
 * @returns whether there is a grading with a retry now
 */
export async function interruptGrading(
  owner: Knex,
  data: string,
  handIn: (attempt: number) => Promise<string>,
): Promise<boolean> {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const submissionId = await handIn(attempt);
    const state = () => owner('submissions').where({ id: submissionId }).first<{ status: string }>('status');
    await waitFor('the grading beginning', async () => (await state())?.status !== 'queued', {
      withinMs: 45 * 60_000,
      everyMs: 20,
    });
    const worker = readRunRecord(data)?.processes.find(({ name }) => name === 'grading-worker');
    if (worker && isAlive(worker) && (await state())?.status === 'running')
      process.kill(worker.pid, 'SIGTERM');
    await waitFor('the grading ending', async () => (await state())?.status === 'graded', {
      withinMs: 10 * 60_000,
      everyMs: 200,
    });
    const executions = await owner('executions')
      .join('gradings', 'gradings.id', 'grading_id')
      .where({ submission_id: submissionId })
      .count<{ count: string }[]>();
    if (Number(executions[0]!.count) > 1) return true;
  }
  return false;
}
