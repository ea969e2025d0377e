import { waymark } from './queues/waymark.ts';
import { runWorkers } from './run-workers.ts';

/** The queue `waymark` alone. */
await runWorkers('waymark-worker', [waymark]);
