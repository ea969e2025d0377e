import { grading } from './queues/grading.ts';
import { runWorkers } from './run-workers.ts';

/** The queues beside the Docker socket, in one process without a secret of the application. */
await runWorkers('grading-worker', [grading]);
