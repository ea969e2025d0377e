import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { sandboxFaultOf } from './docker-faults.ts';
import { SandboxFault } from './sandbox-fault.ts';

const clientError = (details: object, message = 'refused'): Error =>
  Object.assign(new Error(message), details);
const codeOf = (error: unknown) => sandboxFaultOf(error)?.code;

test('GRD-6: a daemon that cannot be reached and a host that has nothing left are waited for', () => {
  expect(codeOf(clientError({ code: 'ENOENT', syscall: 'connect' }))).toBe('docker_unavailable');
  expect(codeOf(clientError({ code: 'ECONNRESET' }, 'socket hang up'))).toBe('docker_unavailable');
  expect(codeOf(clientError({ statusCode: 404 }, '(HTTP code 404) no such image: x'))).toBe('image_missing');
  expect(codeOf(clientError({ statusCode: 404 }, '(HTTP code 404) No such container: x'))).toBe('host_fault');
  expect(codeOf(clientError({ statusCode: 500 }))).toBe('host_fault');
  expect(codeOf(clientError({ statusCode: 400 }, 'mkdir /x: no space left on device'))).toBe('host_fault');
  expect(codeOf(clientError({ code: 'EMFILE', syscall: 'open' }))).toBe('host_fault');
  const own = new SandboxFault('no_tests_run', 'none');
  expect(sandboxFaultOf(own)).toBe(own);
});

test('GRD-6: what would fail again however long one waits is no fault of the host', async () => {
  const lost: unknown = await readFile('/nowhere/seccomp.json').catch((error: unknown) => error);
  for (const error of [
    new TypeError('undefined is no function'),
    new RangeError('out of range'),
    clientError({ statusCode: 400 }),
    clientError({ statusCode: 409 }, 'Conflict. The container name is already in use'),
    lost,
    'a text',
  ])
    expect([error, sandboxFaultOf(error)]).toEqual([error, null]);
});
