import type Docker from 'dockerode';
import { containerOptions } from '#sandbox/container-options.ts';
import { imageName } from '#sandbox/images.ts';
import { findLanguage } from '#sandbox/languages/index.ts';
import type { Bench } from './figure.ts';
import { assertOutputs, pythonJob, withSandbox } from './sandbox-for-bench.ts';
import { median, percentile, timed } from './statistics.ts';

const source = 'print(int(input()) * 2)\n';

/** What one hardened `docker run --rm` of the interpreter does: create, attach, start, wait for its end. */
export async function coldRun(docker: Docker, label: string, image: string): Promise<void> {
  const options = containerOptions({
    name: `waymark-${label}-cold`,
    image,
    label,
    uid: 59_998,
    memoryMb: 192,
    workFolderMb: 16,
    command: ['-c', 'print(21 * 2)'],
  });
  const container = await docker.createContainer({ ...options, Entrypoint: ['/usr/bin/python3'] });
  const stream = await container.attach({ stream: true, stdout: true, stderr: true });
  stream.resume();
  const ended = container.wait({ condition: 'removed' });
  await container.start();
  await ended;
}

/** One trivial test in a warm container, without database and workflow around it, beside a hardened cold run. */
export const bench: Bench = {
  name: 'grading-1-sandbox',
  run: ({ quick, report }) =>
    withSandbox({ slots: 1, warm: 1 }, async ({ docker, label, sandbox, warm }) => {
      const image = await imageName(findLanguage('python'));
      const ours: number[] = [];
      const cold: number[] = [];
      const rounds = quick ? 3 : 200;
      for (let round = 0; round < rounds; round++) {
        if (round % 10 === 0) cold.push(await timed(() => coldRun(docker, label, image)));
        await warm();
        ours.push(
          await timed(async () =>
            assertOutputs(await sandbox.run(pythonJob(`grading-1-${round}`, source, ['21\n'])), ['42\n']),
          ),
        );
        if (round % 50 === 49) report(`${round + 1} of ${rounds}`);
      }
      const [p50, p99, baselineValue] = [median(ours), percentile(ours, 0.99), median(cold)];
      const name = 'grading-1-sandbox';
      return [
        {
          bench: name,
          metric: 'p50',
          value: p50,
          unit: 'ms',
          baseline: null,
          baselineValue: null,
          reach: '≤ 20 ms',
          reached: p50 <= 20,
        },
        {
          bench: name,
          metric: 'p99',
          value: p99,
          unit: 'ms',
          baseline: 'its p50',
          baselineValue: p50,
          reach: '≤ 3',
          reached: p99 <= 3 * p50,
        },
        {
          bench: name,
          metric: 'p50',
          value: p50,
          unit: 'ms',
          baseline: 'hardened cold docker run',
          baselineValue,
          reach: '≤ 0.12',
          reached: p50 <= 0.12 * baselineValue,
        },
      ];
    }),
};
