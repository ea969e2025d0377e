import { outward } from './queues/outward.ts';
import { runWorkers } from './run-workers.ts';

/** The queue `outward` alone, with the secrets of those it talks to. */
await runWorkers('outward-worker', [outward]);
