import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { timeSkippingEnvironment } from '#dev/testing/temporal.ts';

const keyword = 2;

/** A time-skipping server of the test file's own, with the search attributes that processes set. */
export async function processEnvironment(): Promise<TestWorkflowEnvironment> {
  const environment = await timeSkippingEnvironment();
  await environment.connection.operatorService.addSearchAttributes({
    namespace: 'default',
    searchAttributes: { state: keyword },
  });
  return environment;
}
