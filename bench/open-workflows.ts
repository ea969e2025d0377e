import type { Client } from '@temporalio/client';

/**
 * Opens workflows that nobody works on: to Temporal they run until the server ends. Their first task is a day away, so that none waits in a queue, which halves the time.
 * @param ids of the workflows, one each; an id that is open already fails
 * @param sideBySide calls at a time
 * @param progress told how many there are, now and then
 */
export async function openWorkflows(
  client: Client,
  ids: readonly string[],
  options: { workflowType: string; taskQueue: string; sideBySide: number; progress(opened: number): void },
): Promise<void> {
  const { workflowType, taskQueue, sideBySide, progress } = options;
  const [step, queue] = [10_000, ids.values()];
  let opened = 0;
  const openOn = async (): Promise<void> => {
    for (const workflowId of queue) {
      await client.workflow.start(workflowType, { taskQueue, workflowId, startDelay: '1 day' });
      opened += 1;
      if (opened % step === 0) progress(opened);
    }
  };
  await Promise.all(Array.from({ length: sideBySide }, openOn));
}
