import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';
import type { SharedServices } from './services.ts';

/** Bundles the workflows once for the whole run; a worker would otherwise do so for itself in every test file. */
export async function buildWorkflowBundle(
  onStop: (stop: () => Promise<void>) => void,
): Promise<SharedServices['workflow-bundle']> {
  const folder = await mkdtemp(path.join(tmpdir(), 'waymark-test-bundle-'));
  onStop(() => rm(folder, { recursive: true, force: true }));
  const { code } = await bundleWorkflowCode({
    workflowsPath: path.resolve(import.meta.dirname, '../../workflows/index.ts'),
  });
  const file = path.join(folder, 'workflows.js');
  await writeFile(file, code);
  return { file };
}
