import process from 'node:process';
import { connectTemporal } from '#temporal/connect.ts';
import { readTemporalSettings } from '#temporal/connection-settings.ts';
import { servedQueues } from '#temporal/task-queues.ts';
import { makeVersionCurrent } from '../deploy/make-version-current.ts';
import { explainFailure } from './explain-failure.ts';

/** What a deployment runs once its workers have been started: their build gets the work from here on. Harmless to repeat. */
const temporal = connectTemporal(readTemporalSettings(process.env));
try {
  const buildId = process.env.BUILD_ID;
  if (!buildId) throw new Error('Set BUILD_ID to the build that its workers were started with.');
  const { before } = await makeVersionCurrent(temporal.client, {
    buildId,
    queues: servedQueues,
    withinMilliseconds: 300_000,
  });
  console.log(
    before === buildId
      ? `The build “${buildId}” is current already.`
      : `The build “${buildId}” is current${before === null ? '' : `; before it was “${before}”`}.`,
  );
} catch (error) {
  explainFailure(error);
} finally {
  await temporal.close();
}
