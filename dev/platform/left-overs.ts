import { endProcess } from '../processes/end-process.ts';
import { isAlive } from '../processes/identity.ts';
import type { Progress } from './progress.ts';
import { readRunRecord } from './run-record.ts';

/**
 * Ends what an earlier start of this data folder left behind when it was killed: exactly the processes it wrote down,
 * told from others by number and start time, in the order a stop would take. Containers are removed by their label when Docker is up.
 * @throws Error when that earlier start still runs
 */
export async function endLeftOvers(data: string, progress: Progress): Promise<void> {
  const record = readRunRecord(data);
  if (!record) return;
  if (isAlive(record.supervisor)) {
    throw new Error(
      `Waymark already runs from ${data} (process ${record.supervisor.pid}, ${record.urls.site}). Stop it with Ctrl-C there, or set WAYMARK_DATA and other ports to run a second one.`,
    );
  }
  const left = record.processes.filter(isAlive).sort((one, other) => one.stopOrder - other.stopOrder);
  if (left.length === 0) return;
  await progress.step(
    'Left-overs',
    `an earlier start was killed; ending its ${left.map(({ name }) => name).join(', ')}`,
    async () => {
      for (const { stopSignal, stopWithinMs, ...identity } of left)
        await endProcess(identity, { signal: stopSignal, withinMs: stopWithinMs });
    },
  );
}
