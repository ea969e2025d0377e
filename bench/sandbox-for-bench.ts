import { access } from 'node:fs/promises';
import Docker from 'dockerode';
import {
  createSandbox,
  type Sandbox,
  type SandboxJob,
  type SandboxOptions,
  type SandboxResult,
} from '#sandbox/index.ts';
import { installSystemPackages } from '#dev/system-packages.ts';
import { dockerForTest } from '#dev/testing/docker.ts';

export type SandboxForBench = {
  docker: Docker;
  label: string;
  sandbox: Sandbox;
  /** Waits until the pool stands full and the machine has gone quiet after it. */
  warm: () => Promise<void>;
};

const settleMs = 300;

/** The interpreter that baselines run bare, the same that Debian's containers hold; installed where it is missing. */
export async function barePython(): Promise<string> {
  const program = '/usr/bin/python3';
  await access(program).catch(() =>
    installSystemPackages(['python3'], {
      mayInstall: true,
      why: 'the baseline of this bench is a bare interpreter',
      report: console.error,
    }),
  );
  return program;
}

/** A sandbox of its own label with one pool of warm Python containers of 128 MB; closed again after the work. */
export async function withSandbox<Result>(
  options: Pick<SandboxOptions, 'slots'> & { warm: number },
  work: (made: SandboxForBench) => Promise<Result>,
): Promise<Result> {
  const { socket, label } = await dockerForTest();
  const docker = new Docker({ socketPath: socket });
  const sandbox = createSandbox({
    docker,
    label,
    slots: options.slots,
    pools: [{ language: 'python', memoryMb: 128, warm: options.warm }],
  });
  const warm = async (): Promise<void> => {
    for (;;) {
      const running = await docker.listContainers({ filters: { label: [`waymark.sandbox=${label}`] } });
      if (running.length >= options.warm) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await new Promise((resolve) => setTimeout(resolve, settleMs));
  };
  try {
    await sandbox.prepare(['python']);
    return await work({ docker, label, sandbox, warm });
  } finally {
    await sandbox.close();
  }
}

/** A Python submission with programs as tests, one a line of standard input. */
export const pythonJob = (id: string, content: string, stdins: string[], cpuMs = 10_000): SandboxJob => ({
  id,
  language: 'python',
  files: [{ name: 'main.py', content }],
  tests: stdins.map((stdin) => ({ kind: 'program', stdin })),
  limits: { cpuMs, wallMs: 120_000, memoryKb: 128 * 1024, outputKb: 64 },
});

/** Throws unless every test printed what was expected: a bench of wrong results measures nothing. */
export function assertOutputs(result: SandboxResult, expected: string[]): void {
  const outputs = result.outcome === 'completed' ? result.tests.map((test) => test.stdout) : [];
  if (JSON.stringify(outputs) !== JSON.stringify(expected))
    throw new Error(`The sandbox answered wrongly: ${JSON.stringify(result).slice(0, 2000)}`);
}
