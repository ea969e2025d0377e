import Docker from 'dockerode';
import { randomBytes } from 'node:crypto';
// eslint-disable-next-line boundaries/dependencies -- only tests import this file
import { sharedService } from '#dev/testing/services.ts';
import type { SandboxLimits, SandboxTestResult } from './types.ts';

/** What tests of the sandbox share: the real daemon, a label of their own, and limits a busy machine keeps. */
export const dockerSocket = (await sharedService('docker')).socket;
export const docker = new Docker({ socketPath: dockerSocket });

export const freshLabel = (name: string): string => `test-${name}-${randomBytes(4).toString('hex')}`;

export const testLimits: SandboxLimits = { cpuMs: 3000, wallMs: 15_000, memoryKb: 128 * 1024, outputKb: 64 };

export const summary = (result: SandboxTestResult): object => ({
  ending: result.ending,
  exitCode: result.exitCode,
  stdout: result.stdout,
  value: result.value?.json,
});
