import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Bench } from './figure.ts';
import { assertOutputs, barePython, pythonJob, withSandbox } from './sandbox-for-bench.ts';
import { median, timed } from './statistics.ts';

const tests = 50;
const source = 'print(int(input()) * 2)\n';
const stdins = Array.from({ length: tests }, (_, index) => `${index}\n`);
const expected = stdins.map((stdin) => `${Number(stdin) * 2}\n`);
const bareLoop = (python: string) =>
  `for i in $(seq ${tests}); do echo $i | ${python} main.py >/dev/null; done`;

/** Fifty tests of one Python submission, from job to results, beside fifty bare runs of the same interpreter in a shell loop. */
export const bench: Bench = {
  name: 'grading-50',
  run: async ({ quick, report }) => {
    const loop = bareLoop(await barePython());
    const folder = await mkdtemp(join(tmpdir(), 'waymark-bench-'));
    try {
      await writeFile(join(folder, 'main.py'), source);
      return await withSandbox({ slots: 1, warm: 1 }, async ({ sandbox, warm }) => {
        const ours: number[] = [];
        const bare: number[] = [];
        for (let round = 0; round < (quick ? 2 : 15); round++) {
          await warm();
          bare.push(await timed(() => promisify(execFile)('sh', ['-c', loop], { cwd: folder })));
          ours.push(
            await timed(async () =>
              assertOutputs(await sandbox.run(pythonJob(`grading-50-${round}`, source, stdins)), expected),
            ),
          );
          report(`round ${round + 1}: ${ours.at(-1)!.toFixed(0)} ms, bare ${bare.at(-1)!.toFixed(0)} ms`);
        }
        const [value, baselineValue] = [median(ours), median(bare)];
        return [
          {
            bench: 'grading-50',
            metric: `median of ${tests} tests`,
            value,
            unit: 'ms',
            baseline: `${tests} bare python3 runs`,
            baselineValue,
            reach: '≤ 1.0',
            reached: value <= baselineValue,
          },
        ];
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};
