import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { Worker } from '@temporalio/worker';
import { expect, test } from 'vitest';
import { workflowBundle } from '#dev/testing/workflow-bundle.ts';
import { historiesFolder, parseHistory } from './testing/record-history.ts';

test('every recorded history replays with the workflows as they are now: running processes survive a deploy', async () => {
  const files = (await readdir(historiesFolder)).filter((file) => file.endsWith('.json'));
  expect(files.length).toBeGreaterThan(8);
  const histories = files.map(async (file) => ({
    workflowId: file,
    history: parseHistory(await readFile(path.join(historiesFolder, file), 'utf8')),
  }));
  const replayed: string[] = [];
  for await (const { workflowId, error } of Worker.runReplayHistories(
    { workflowBundle: await workflowBundle() },
    await Promise.all(histories),
  )) {
    expect(error, workflowId).toBeUndefined();
    replayed.push(workflowId);
  }
  expect(replayed.sort()).toEqual(files.sort());
});
