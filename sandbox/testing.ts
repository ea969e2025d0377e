import Docker from 'dockerode';
import { randomBytes } from 'node:crypto';
// eslint-disable-next-line boundaries/dependencies -- only tests import this file
import { sharedService } from '#dev/testing/services.ts';
import type { SandboxLimits, SandboxTestResult } from './types.ts';

/** What tests of the sandbox share: the real daemon, a label of their own, and limits a busy machine keeps. */
export const dockerSocket = (await sharedService('docker')).socket;
export const docker = new Docker({ socketPath: dockerSocket });

export const freshLabel = (name: string): string => `test-${name}-${randomBytes(4).toString('hex')}`;

export type MakeContainer = (options: Docker.ContainerCreateOptions) => Promise<Docker.Container>;

/** The real daemon, but containers are asked for in another way than the sandbox does. */
export class DockerAskedOtherwise extends Docker {
  readonly #make: MakeContainer;

  constructor(make: MakeContainer) {
    super({ socketPath: dockerSocket });
    this.#make = make;
  }

  override createContainer(options: Docker.ContainerCreateOptions): Promise<Docker.Container>;
  override createContainer(): void;
  override createContainer(options?: Docker.ContainerCreateOptions): Promise<Docker.Container> {
    return this.#make(options!);
  }
}

/** A request that Docker refuses with 400, as it would a mistake of ours. */
export const withTooLittleMemory: MakeContainer = ({ HostConfig, ...options }) =>
  docker.createContainer({ ...options, HostConfig: { ...HostConfig, Memory: 1, MemorySwap: 1 } });

export const testLimits: SandboxLimits = { cpuMs: 3000, wallMs: 15_000, memoryKb: 128 * 1024, outputKb: 64 };

export const summary = (result: SandboxTestResult): object => ({
  ending: result.ending,
  exitCode: result.exitCode,
  stdout: result.stdout,
  value: result.value?.json,
});
