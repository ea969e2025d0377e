import { sharedService } from './services.ts';

/**
 * The run's one workflow bundle, for `Worker.create({ workflowBundle })`.
 * @returns the path of the bundled code
 */
export async function workflowBundle(): Promise<{ codePath: string }> {
  const { file } = await sharedService('workflow-bundle');
  return { codePath: file };
}
