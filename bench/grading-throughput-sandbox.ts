import type Docker from 'dockerode';
import { availableParallelism } from 'node:os';
import { startContainer } from '../sandbox/container.ts';
import { imageName } from '../sandbox/images.ts';
import { findLanguage } from '../sandbox/languages/index.ts';
import type { Bench, Figure } from './figure.ts';
import { assertOutputs, pythonJob, withSandbox } from './sandbox-for-bench.ts';
import { timed } from './statistics.ts';

const name = 'grading-throughput-sandbox';
const busySeconds = 2;
const busy = `import time\nwhile time.process_time() < ${busySeconds}:\n    pass\nprint("done")\n`;

/** Submissions of 2 s CPU, all queued at once: how much of the slots' time goes into them. */
async function busyShare(count: number, slots: number): Promise<Figure> {
  return withSandbox({ slots, warm: slots + 1 }, async ({ sandbox, warm }) => {
    await warm();
    const took = await timed(() =>
      Promise.all(Array.from({ length: count }, async (_, index) => assertOutputs(await sandbox.run(pythonJob(`busy-${index}`, busy, ['\n'])), ['done\n']))),
    );
    const value = (count * busySeconds * 1000) / slots / took;
    return {
      bench: name,
      metric: `share of the ideal, ${count} × ${busySeconds} s CPU, slots: ${slots}`,
      value,
      unit: '',
      baseline: null,
      baselineValue: null,
      reach: '≥ 0.85',
      reached: value >= 0.85,
    };
  });
}

/** The life of one container without a job, as the sandbox makes it: create, attach, start, ready, remove. */
async function bareLife(docker: Docker, label: string, image: string, index: number): Promise<void> {
  const python = findLanguage('python');
  const request = {
    name: `waymark-${label}-bare-${index}`,
    image,
    label,
    uid: 59_000 + index,
    memoryMb: 192,
    workFolderMb: 16,
    command: [python.warm!.as, ...python.warm!.command],
  };
  const container = await startContainer(docker, request, 60_000);
  await container.destroy();
}

async function inParallel(count: number, width: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: width }, lane));
}

/** Trivial submissions all queued at once, beside the bare life of as many containers, as many at a time. */
async function trivialRate(count: number, slots: number): Promise<Figure> {
  const width = slots + 1;
  return withSandbox({ slots, warm: width }, async ({ docker, label, sandbox, warm }) => {
    const image = await imageName(findLanguage('python'));
    await warm();
    const bare = await timed(() => inParallel(count, width, (index) => bareLife(docker, label, image, index)));
    await warm();
    const took = await timed(() =>
      Promise.all(
        Array.from({ length: count }, async (_, index) => assertOutputs(await sandbox.run(pythonJob(`trivial-${index}`, 'print(42)\n', [''])), ['42\n'])),
      ),
    );
    const [value, baselineValue] = [(count * 1000) / took, (count * 1000) / bare];
    return {
      bench: name,
      metric: `${count} trivial submissions`,
      value,
      unit: '/s',
      baseline: 'bare create + start + remove',
      baselineValue,
      reach: '≥ 0.8',
      reached: value >= 0.8 * baselineValue,
    };
  });
}

/** How many submissions the sandbox alone gets through. */
export const bench: Bench = {
  name,
  run: async ({ quick, report }) => {
    const slots = Math.max(1, availableParallelism() - 1);
    report('trivial submissions');
    const trivial = await trivialRate(quick ? 6 : 300, slots);
    report('submissions of 2 s CPU');
    return [await busyShare(quick ? 2 : 60, slots), trivial];
  },
};
