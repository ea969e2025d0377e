import { randomUUID } from 'node:crypto';
import Docker from 'dockerode';
import { imageExists } from './base-image.ts';
import { checkJob } from './check-job.ts';
import { checkerRunnerJob, decideCases, decisionOf } from './check-outputs.ts';
import { createContainers, type PoolSize } from './containers.ts';
import { assertDockerAnswers, sandboxFaultOf } from './docker-faults.ts';
import { ensureImage, imageDigest, imageName } from './images.ts';
import type { RunnerJob, RunnerTest } from './job-message.ts';
import type { Language } from './languages/language.ts';
import { findLanguage, languages } from './languages/index.ts';
import { type MemoryClass, memoryClassFor } from './memory-class.ts';
import { wasEndedThroughDocker } from './container.ts';
import { type ContainerOutcome, ListenerError, runContainer } from './run-container.ts';
import { runJob } from './run-job.ts';
import { SandboxFault } from './sandbox-fault.ts';
import { createSlots } from './slots.ts';
import type { CheckerResult, LanguageReadiness, Sandbox, SandboxRunOptions, SandboxTest } from './types.ts';

export type SandboxLogger = {
  info: (details: object, message: string) => void;
  warn: (details: object, message: string) => void;
};

export type SandboxOptions = {
  docker: Docker | { socketPath: string };
  /** Value of the container label `waymark.sandbox`: two sandboxes with different labels do not touch each other. */
  label: string;
  /** Value of the label `waymark.sandbox.owner`: which of the sandboxes with this label a container belongs to. Random when absent. */
  owner?: string;
  /**
   * Which owners are at work just now, of all that share the label. What an owner that is gone left is removed.
   * Absent, this sandbox is alone with its label: whatever else carries it is an earlier one's.
   */
  livingOwners?: () => Promise<string[]>;
  /** How often left-overs are looked for where owners share the label. */
  lookEveryMs?: number;
  /** How many jobs run at once. */
  slots: number;
  /** How many containers stand ready, by language and memory class (MB). Others are started when needed. */
  pools?: PoolSize[];
  logger?: SandboxLogger;
};

/** How often a job is begun again at once because somebody else removed its container. */
const maxRemovals = 3;

function toRunnerTest(test: SandboxTest): RunnerTest {
  if (test.kind === 'program') return { mode: 'program', input: test.stdin, files: [] };
  const { kind: _kind, ...request } = test;
  return { mode: 'call', input: JSON.stringify(request), files: [] };
}

/** Runs untrusted programs in single-use containers. README.md says how, types.ts what goes in and out. */
export function createSandbox(options: SandboxOptions): Sandbox {
  const docker = options.docker instanceof Docker ? options.docker : new Docker(options.docker);
  const slots = createSlots(options.slots);
  const containers = createContainers({
    docker,
    label: options.label,
    owner: options.owner ?? randomUUID(),
    livingOwners: options.livingOwners,
    lookEveryMs: options.lookEveryMs ?? 10_000,
    sizes: options.pools ?? [],
    onTrouble: (error, { language, memoryMb }) =>
      options.logger?.warn({ error, language, memoryMb }, 'a container could not be started ahead of need'),
  });
  const current = new Map<string, AbortController>();
  const digests = new Map<string, string>();
  let closed = false;

  const assertOpen = (): void => {
    if (closed) throw new SandboxFault('host_fault', 'The sandbox is closed');
  };

  /** Throws when a container's end says nothing of its submission: Docker is gone, or we closed it ourselves. */
  const assertHealthy = async (): Promise<void> => {
    assertOpen();
    await assertDockerAnswers(docker);
  };

  const digestOf = async (image: string): Promise<string> => {
    const digest = digests.get(image) ?? (await imageDigest(docker, image));
    digests.set(image, digest);
    return digest;
  };

  const attempt = async (
    language: Language,
    memoryMb: MemoryClass,
    job: RunnerJob,
    run: SandboxRunOptions,
  ): Promise<ContainerOutcome> => {
    for (let removals = 1; ; removals++) {
      assertOpen();
      const container = await containers.pool(language, await imageName(language), memoryMb).take();
      const outcome = await runContainer(container, job, run);
      if (!outcome.wordless || !(await wasEndedThroughDocker(docker, container.id))) return outcome;
      assertOpen();
      options.logger?.warn(
        { container: container.id, removals },
        'a container at work was removed from outside',
      );
      if (removals === maxRemovals)
        throw new SandboxFault('host_fault', `The container was removed from outside ${removals} times`);
    }
  };

  /**
   * Waits for a slot and works. What waiting mends comes out as a SandboxFault, the caller's cancellation and any other error as they are.
   * An earlier attempt under the same id, for which nobody waits any more, is ended first.
   */
  const inSlot = async <Result>(
    id: string,
    cancelled: AbortSignal | undefined,
    work: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> => {
    current.get(id)?.abort(new SandboxFault('host_fault', `Another attempt of ${id} has begun`));
    const own = new AbortController();
    current.set(id, own);
    const signal = cancelled ? AbortSignal.any([own.signal, cancelled]) : own.signal;
    let release = (): void => undefined;
    try {
      release = await slots.acquire(signal);
      return await work(signal);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (error instanceof ListenerError) throw error.cause;
      const fault = sandboxFaultOf(error);
      if (fault?.code === 'image_missing') digests.clear();
      throw fault ?? error;
    } finally {
      release();
      if (current.get(id) === own) current.delete(id);
    }
  };

  const readiness = async ({ name }: Language): Promise<LanguageReadiness> => {
    try {
      const ready = await imageExists(docker, await imageName(findLanguage(name)));
      return {
        language: name,
        ready,
        reason: ready ? null : 'Its image is not built yet',
      };
    } catch {
      return { language: name, ready: false, reason: 'Docker does not answer' };
    }
  };

  return {
    run: async (job, run = {}) => {
      const language = findLanguage(job.language);
      const tests = job.tests.map(toRunnerTest);
      checkJob(job, tests);
      if (tests.length === 0) throw new SandboxFault('no_tests_run', 'The job has no tests');
      const memoryMb = memoryClassFor(job.limits.memoryKb);
      const limits = { ...job.limits, memoryKb: job.limits.memoryKb + language.runtimeMemoryKb };
      const runnerJob: RunnerJob = { ...language.plan(job), limits, tests, feedbackFile: '' };
      return inSlot(job.id, run.signal, async (signal) =>
        runJob(
          {
            language,
            job: runnerJob,
            imageDigest: await digestOf(await imageName(language)),
            attempt: (each) => attempt(language, memoryMb, runnerJob, each),
            assertHealthy,
            onBroken: (round, reason) =>
              options.logger?.warn({ job: job.id, round, reason }, 'a submission ended its container'),
          },
          { ...run, signal },
        ),
      );
    },
    check: async (job, { signal: cancelled } = {}) => {
      const language = findLanguage(job.language);
      checkJob(job, checkerRunnerJob(job, language).tests);
      if (job.cases.length === 0) return [];
      const memoryMb = memoryClassFor(job.limits.memoryKb);
      return inSlot(job.id, cancelled, async (signal) => {
        await digestOf(await imageName(language));
        return decideCases(job.cases, async (cases) => {
          const runnerJob = checkerRunnerJob({ ...job, cases }, language);
          // Decided as they come: what a checker prints of all cases together is more than a worker should hold.
          const decisions: CheckerResult = [];
          const outcome = await attempt(language, memoryMb, runnerJob, {
            signal,
            keepTests: false,
            onTest: (index, result, feedback = '') => void (decisions[index] = decisionOf(result, feedback)),
          });
          if (outcome.broken !== null) await assertHealthy();
          return {
            ...outcome,
            compiles: runnerJob.compile.length > 0,
            decisions: decisions.slice(0, outcome.testsRun),
          };
        });
      });
    },
    languages: () => Promise.all(Object.values(languages).map(readiness)),
    prepare: async (names, onProgress = () => undefined) => {
      for (const name of names) {
        const language = findLanguage(name);
        const image = await ensureImage(docker, language, onProgress);
        for (const size of options.pools ?? [])
          if (size.language === name) containers.pool(language, image, size.memoryMb);
      }
    },
    close: async () => {
      closed = true;
      await containers.close();
    },
  };
}
