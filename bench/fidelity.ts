import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { spawnWithLifeline } from '#dev/processes/lifeline.ts';
import type { Sandbox } from '#sandbox/index.ts';
import type { Bench, Figure } from './figure.ts';
import { barePython, pythonJob, withSandbox } from './sandbox-for-bench.ts';
import { median } from './statistics.ts';

const name = 'fidelity';
const toleranceMs = 10;
const toleranceShare = 0.03;

/** Work that takes about so many milliseconds of CPU on this machine, always the same steps. */
const work = (steps: number): string =>
  `total = 0\nfor i in range(${steps}):\n    total = (total * 31 + i) % 1000003\nprint(total)\n`;

const bareRusage =
  'import resource, subprocess, sys\nsubprocess.run(["/usr/bin/python3", sys.argv[1]], stdout=subprocess.DEVNULL, check=True)\nusage = resource.getrusage(resource.RUSAGE_CHILDREN)\nprint((usage.ru_utime + usage.ru_stime) * 1000)\n';

async function bareCpuMs(file: string): Promise<number> {
  const { stdout } = await promisify(execFile)('/usr/bin/python3', ['-c', bareRusage, file]);
  return Number(stdout);
}

async function sandboxCpuMs(sandbox: Sandbox, id: string, source: string): Promise<number> {
  const result = await sandbox.run(pythonJob(id, source, ['']));
  if (result.outcome !== 'completed' || result.tests[0]?.ending !== 'exited')
    throw new Error(JSON.stringify(result));
  return result.tests[0].cpuMs;
}

/** Keeps every core busy with processes outside any container while the work is done. */
async function whileBusy<Result>(busy: boolean, job: () => Promise<Result>): Promise<Result> {
  const burners = busy
    ? Array.from({ length: availableParallelism() }, () =>
        spawnWithLifeline('/usr/bin/python3', ['-c', 'while True: pass'], { output: 'ignore' }),
      )
    : [];
  try {
    return await job();
  } finally {
    for (const burner of burners) burner.stdin!.end();
  }
}

/** CPU time as reported beside getrusage of a bare run: the median difference of runs taken in pairs, because other work slows both. */
async function cpuTime(sandbox: Sandbox, folder: string, busy: boolean, rounds: number): Promise<Figure> {
  const source = work(6_000_000);
  const file = join(folder, 'main.py');
  await writeFile(file, source);
  const ours: number[] = [];
  const bare: number[] = [];
  await whileBusy(busy, async () => {
    for (let round = 0; round < rounds; round++) {
      bare.push(await bareCpuMs(file));
      ours.push(await sandboxCpuMs(sandbox, `fidelity-${busy}-${round}`, source));
    }
  });
  const baselineValue = median(bare);
  const value = baselineValue + median(ours.map((milliseconds, round) => milliseconds - bare[round]!));
  const allowed = Math.max(toleranceMs, toleranceShare * baselineValue);
  return {
    bench: name,
    metric: `CPU time, ${busy ? 'all cores busy' : 'idle'}`,
    value,
    unit: 'ms',
    baseline: 'getrusage of a bare run',
    baselineValue,
    reach: `within ${allowed.toFixed(0)} ms`,
    reached: Math.abs(value - baselineValue) <= allowed,
  };
}

/** Programs judged again and again with twice the CPU time they need: how many verdicts differ. */
async function verdicts(
  sandbox: Sandbox,
  busy: boolean,
  programs: number,
  times: number,
  report: (progress: string) => void,
): Promise<Figure> {
  const changed = await whileBusy(busy, async () => {
    let count = 0;
    for (let program = 0; program < programs; program++) {
      const source = work(100_000 + program * 3_000);
      const need = await sandboxCpuMs(sandbox, `need-${busy}-${program}`, source);
      const result = await sandbox.run(
        pythonJob(
          `verdict-${busy}-${program}`,
          source,
          Array.from({ length: times }, () => ''),
          need * 2,
        ),
      );
      if (result.outcome !== 'completed') throw new Error(JSON.stringify(result));
      for (const test of result.tests) {
        if (test.ending === 'exited' && test.exitCode === 0) continue;
        count += 1;
        const { ending, timeKind, exitCode, cpuMs, wallMs } = test;
        report(
          `program ${program} needed ${need.toFixed(1)} ms: ${JSON.stringify({ ending, timeKind, exitCode, cpuMs, wallMs })}`,
        );
      }
    }
    return count;
  });
  return {
    bench: name,
    metric: `verdicts changed of ${programs} × ${times}, ${busy ? 'all cores busy' : 'idle'}`,
    value: changed,
    unit: '',
    baseline: null,
    baselineValue: null,
    reach: '0',
    reached: changed === 0,
  };
}

/** Whether the same program gets the same times and the same verdict whatever else the machine does. */
export const bench: Bench = {
  name,
  run: async ({ quick, report }) => {
    await barePython();
    const folder = await mkdtemp(join(tmpdir(), 'waymark-bench-'));
    try {
      return await withSandbox({ slots: 1, warm: 2 }, async ({ sandbox }) => {
        const figures: Figure[] = [];
        for (const busy of [false, true]) {
          report(busy ? 'all cores busy' : 'idle');
          figures.push(await cpuTime(sandbox, folder, busy, quick ? 1 : 15));
          figures.push(await verdicts(sandbox, busy, quick ? 2 : 100, quick ? 2 : 10, report));
        }
        return figures;
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};
