import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import type { WorkflowHandle } from '@temporalio/client';
import proto from '@temporalio/proto';

const { History } = proto.temporal.api.history.v1;

export const historiesFolder = path.resolve(import.meta.dirname, '../histories');

/**
 * Keeps the history of a path through a process when RECORD_HISTORIES is set; the replay test then holds every later version of the workflow to it.
 * A recorded file is never replaced: a changed workflow is recorded under a new name, for as long as processes of the old kind may be running.
 * @param name `<workflow>.<path>`
 */
export async function recordHistory(name: string, handle: WorkflowHandle): Promise<void> {
  if (!process.env.RECORD_HISTORIES) return;
  const plain = History.toObject(History.create(await handle.fetchHistory()), {
    longs: String,
    enums: String,
    bytes: String,
  });
  await writeFile(path.join(historiesFolder, `${name}.json`), `${JSON.stringify(plain, null, 1)}\n`, {
    flag: 'wx',
  });
}

/** What `recordHistory` wrote, as the replay wants it. */
export function parseHistory(json: string): proto.temporal.api.history.v1.History {
  return History.fromObject(JSON.parse(json) as Record<string, unknown>);
}
