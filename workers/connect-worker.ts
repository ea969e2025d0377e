import { setTimeout as delay } from 'node:timers/promises';
import { NativeConnection } from '@temporalio/worker';
import type { Logger } from 'pino';

/** Connects to Temporal, trying until it answers: a worker that starts first just waits. */
export async function connectWorker(address: string, log: Logger): Promise<NativeConnection> {
  for (let told = false; ; told = true) {
    try {
      return await NativeConnection.connect({ address });
    } catch (error) {
      if (!told) log.warn({ err: error, address }, 'Temporal does not answer yet; trying again every 2 s');
      await delay(2_000);
    }
  }
}
