import { outward } from './queues/outward.ts';
import { waymark } from './queues/waymark.ts';
import { runWorkers } from './run-workers.ts';

/** Every queue that needs no Docker, in one process: for one machine. */
await runWorkers('worker', [waymark, outward]);
