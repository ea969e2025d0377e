import process from 'node:process';
import { NativeConnection, Worker } from '@temporalio/worker';

/**
 * A program: workers whose activities of the grading process do nothing, on the same queues.
 * Parameters: Temporal's address, a namespace, the file of the workflow bundle. Prints `ready`.
 */
const [address, namespace, codePath] = process.argv.slice(2) as [string, string, string];
const connection = await NativeConnection.connect({ address });
const waymark = {
  openGrading: async () => ({ standing: null, secondsAllowed: 120 }),
  announceGrading: async () => undefined,
};
const grading = { grade: async () => ({ status: 'graded', verdict: 'accepted', score: 1 }) };
const workers = await Promise.all([
  Worker.create({
    connection,
    namespace,
    taskQueue: 'waymark',
    workflowBundle: { codePath },
    activities: waymark,
  }),
  Worker.create({ connection, namespace, taskQueue: 'grading', activities: grading }),
]);
process.on('SIGTERM', () => workers.forEach((worker) => worker.shutdown()));
const running = workers.map((worker) => worker.run());
console.log('ready');
await Promise.all(running);
await connection.close();
