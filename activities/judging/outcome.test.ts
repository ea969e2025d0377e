import { CancelledFailure } from '@temporalio/activity';
import { expect, test } from 'vitest';
import { openDatabase } from '#models/database/knex.ts';
import { CheckerFailedError, SandboxFault } from '#sandbox/sandbox-fault.ts';
import { faultOf } from './outcome.ts';

test('a fault is an outage where waiting mends it, and ours where it would meet the same again', () => {
  const kinds = (...errors: unknown[]) => errors.map((error) => faultOf(error).kind);
  expect(
    kinds(
      new SandboxFault('docker_unavailable', ''),
      new SandboxFault('image_missing', ''),
      new SandboxFault('host_fault', ''),
      new CancelledFailure('WORKER_SHUTDOWN'),
      Object.assign(new Error('terminating connection due to administrator command'), { code: '57P01' }),
    ),
  ).toEqual(['outage', 'outage', 'outage', 'outage', 'outage']);
  expect(
    kinds(
      new SandboxFault('no_tests_run', ''),
      new CheckerFailedError('It does not compile.'),
      new RangeError('Maximum call stack size exceeded'),
      Object.assign(new Error('(HTTP code 400) bad parameter'), { statusCode: 400 }),
      Object.assign(new Error('invalid input syntax'), { code: '22P02' }),
      'a text',
    ),
  ).toEqual(['ours', 'ours', 'ours', 'ours', 'ours', 'ours']);
});

test('a database that does not answer is an outage', async () => {
  const away = openDatabase('postgres://nobody@127.0.0.1:1/nowhere');
  const error: unknown = await away.raw('select 1').catch((reason: unknown) => reason);
  await away.destroy();
  expect(faultOf(error)).toMatchObject({ code: 'database_unavailable', kind: 'outage' });
});
