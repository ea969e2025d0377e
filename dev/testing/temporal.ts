import { TestWorkflowEnvironment } from '@temporalio/testing';
import { sharedService } from './services.ts';

/**
 * The run's real Temporal server, shared by all test files: use task queues and workflow ids of your own.
 * Call `teardown()` when done; it closes the connections and leaves the server.
 */
export async function temporalEnvironment(): Promise<TestWorkflowEnvironment> {
  const { address } = await sharedService('temporal');
  return TestWorkflowEnvironment.createFromExistingServer({ address });
}

/**
 * A time-skipping server of the test file's own: timers pass at once while the test waits for a result.
 * It has no schedules and no visibility; tests of those use `temporalEnvironment`. Call `teardown()` when done.
 */
export async function timeSkippingEnvironment(): Promise<TestWorkflowEnvironment> {
  const { executable } = await sharedService('time-skipping');
  const start = () =>
    TestWorkflowEnvironment.createTimeSkipping({
      server: { executable: { type: 'existing-path', path: executable } },
    });
  // The SDK gives it five seconds, which is too few for Java while the machine is busy.
  return start().catch(start).catch(start);
}
