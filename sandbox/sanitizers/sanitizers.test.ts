import { randomBytes, randomInt } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { PassThrough } from 'node:stream';
import type Docker from 'dockerode';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { removeContainers } from '#dev/docker/remove-containers.ts';
import { startContainer } from '../container.ts';
import type { ContainerEnd } from '../container.ts';
import { containerOptions } from '../container-options.ts';
import { ensureTestImage } from '../images.ts';
import { encodeJob } from '../job-message.ts';
import type { RunnerJob, RunnerTest } from '../job-message.ts';
import { python } from '../languages/python/index.ts';
import { runContainer } from '../run-container.ts';
import { docker, dockerSocket, freshLabel } from '../testing.ts';
import type { SandboxTestResult } from '../types.ts';

/*
 * The runner built with AddressSanitizer, UndefinedBehaviorSanitizer and LeakSanitizer: whatever one of them finds ends it, and its report is
 * what the container leaves as trouble. LeakSanitizer traces the runner as it exits, so these containers run as root and may trace.
 */
const label = freshLabel('sanitizers');
const fuzzMs = 5_000;
let image = '';

beforeAll(async () => {
  image = await ensureTestImage(docker, python, 'sanitizers');
});

afterAll(() => removeContainers(dockerSocket, label));

function watched(command: string[]) {
  const name = `waymark-${label}-${randomBytes(4).toString('hex')}`;
  const request = { name, image, label, uid: 0, memoryMb: 1024, workFolderMb: 16, command };
  const options = containerOptions(request);
  return {
    request,
    options: {
      ...options,
      Env: ['ASAN_OPTIONS=exitcode=99:handle_sigill=1:handle_sigtrap=1'],
      HostConfig: { ...options.HostConfig, CapAdd: ['SYS_PTRACE'], SecurityOpt: ['seccomp=unconfined'] },
    },
  };
}

const start = (command: string[]) => {
  const { request, options } = watched(command);
  return startContainer(docker, request, 60_000, options);
};

const limits = { cpuMs: 2_000, wallMs: 20_000, memoryKb: 512 * 1024, outputKb: 64 };
const program = (input: string): RunnerTest => ({ mode: 'program', input, files: [] });

const shellJob = (source: string, more: Partial<RunnerJob> = {}): RunnerJob => ({
  files: [{ name: 'main.sh', content: source }],
  compile: [],
  compileLimits: limits,
  run: ['/bin/sh', 'main.sh'],
  environment: ['PATH=/usr/bin:/bin', 'HOME=/box'],
  limits,
  feedbackFile: '',
  tests: [program('')],
  ...more,
});

const pythonJob = (content: string, tests: RunnerTest[]): RunnerJob => ({
  ...python.plan({ files: [{ name: 'main.py', content }], tests: [], limits }),
  limits,
  feedbackFile: '',
  tests,
});

/** Runs a job to its end, and the runner with it: leaks are looked for when it exits. */
async function run(
  command: string[],
  job: RunnerJob,
): Promise<{ tests: SandboxTestResult[]; end: ContainerEnd & { trouble: string } }> {
  const container = await start(command);
  const { tests } = await runContainer(container, job, {});
  return { tests, end: await container.ended };
}

const clean = { told: true, statusCode: 0, trouble: '' };

test('the runner of these tests reports what a sanitizer finds', async () => {
  // The symbol is the sanitizers' own: where it is there, so are they.
  const { options } = watched(['-c', 'grep -c __asan_report_load4 /sandbox/runner /sandbox/fuzz-job']);
  const { output } = await runProgram({ ...options, Entrypoint: ['/bin/sh'] }, Buffer.alloc(0));
  expect(output).toMatch(/runner:[1-9]\d*\n.*fuzz-job:[1-9]/);
});

test('A3: programs of every kind leave the runner in order, and no memory behind', async () => {
  const source = `
read kind
case $kind in
  long) head -c 60000 /dev/zero ;;
  flood) yes ;;
  errors) yes 1>&2 ;;
  code) exit 7 ;;
  signal) kill -9 $$ ;;
  left) sleep 100 & sleep 100 & ;;
  deep) mkdir -p a/b/c/d/e; ln -s / a/root; : > a/b/file; chmod 0 a/b ;;
  busy) while :; do :; done ;;
  full) head -c 64000000 /dev/zero > fill ;;
  *) cat ;;
esac`;
  const kinds = ['long', 'flood', 'errors', 'code', 'signal', 'left', 'deep', 'busy', 'full', 'echo', 'long'];
  const files = [{ name: 'one/two/three', content: 'x'.repeat(20_000) }];
  const job = shellJob(source, {
    limits: { ...limits, cpuMs: 200 },
    tests: kinds.map((kind) => ({ mode: 'program', input: `${kind}\n${'y'.repeat(100_000)}`, files })),
  });
  const { tests, end } = await run([], job);
  expect(end).toEqual(clean);
  const others = { flood: 'output_limit', errors: 'output_limit', signal: 'signalled', busy: 'time_limit' };
  const endings = { ...others, echo: 'output_limit' } as Record<string, string>;
  expect(tests.map(({ ending }) => ending)).toEqual(kinds.map((kind) => endings[kind] ?? 'exited'));
});

test('A3: compiling, calls, feedback and limits of nothing leave the runner in order', async () => {
  const compile = [
    '/bin/sh',
    '-c',
    'mkdir -p made/of; echo made > made/of/it; ln -s made link; cp main.sh program',
  ];
  const request: RunnerTest = { mode: 'call', input: '{"call":"f"}', files: [] };
  const calls = shellJob('cat <&3 >&4; echo said > said.txt', { compile, tests: [request, request] });
  expect((await run([], calls)).end).toEqual(clean);
  const { tests, end } = await run([], { ...calls, feedbackFile: 'said.txt' });
  expect(end).toEqual(clean);
  expect(tests.map(({ ending }) => ending)).toEqual(['exited', 'exited']);
  const nothing = { cpuMs: 0, wallMs: 0, memoryKb: 0, outputKb: 0 };
  expect((await run([], shellJob('echo x; cat', { limits: nothing, tests: [program('y')] }))).end).toEqual(
    clean,
  );
  const failing = shellJob('', { compile: ['/bin/sh', '-c', 'echo no; exit 1'] });
  expect((await run([], failing)).end).toEqual(clean);
  const early = ['compiler', '/bin/sh', '-c', 'printf w >&4; head -c 1 <&5 >/dev/null; echo made > made'];
  expect((await run(early, { ...calls, compile: ['/bin/true'] })).end).toEqual(clean);
});

test('A3: a warm interpreter that is killed and started again leaves the runner in order', async () => {
  const source =
    'import os, subprocess\nkind = input()\nif kind == "left": subprocess.Popen(["/bin/sleep", "100"])\nif kind == "all": os.kill(-1, 9)\nprint(kind * 1000)';
  const kinds = ['calm', 'left', 'calm', 'all', 'calm'];
  const { tests, end } = await run(
    ['interpreter', ...python.warm!.command],
    pythonJob(source, kinds.map(program)),
  );
  expect(end).toEqual(clean);
  expect(tests.map(({ stdout }) => stdout.length)).toEqual([4001, 4001, 4001, 3001, 4001]);
});

const valid = encodeJob(shellJob('cat', { tests: [program('one'), program('two')] }));
const withLength = (length: number, body: Buffer): Buffer => {
  const head = Buffer.alloc(4);
  head.writeUInt32LE(length);
  return Buffer.concat([head, body]);
};

test.each([
  {
    what: 'cut off',
    message: withLength(valid.length - 20, valid.subarray(4, -16)),
    trouble: 'the job ends early',
  },
  {
    what: 'too large',
    message: withLength((64 << 20) + 1, Buffer.alloc(64)),
    trouble: 'the job is too large',
  },
  { what: 'random', message: withLength(512, randomBytes(512)), trouble: 'runner: ' },
  {
    what: 'more than the job',
    message: Buffer.concat([valid, valid]),
    trouble: 'the host sent more than the job',
  },
])('A3: a message that is $what is refused in words', async ({ message, trouble }) => {
  const container = await start([]);
  container.send(message);
  const end = await container.ended;
  expect(end).toMatchObject({ told: true, statusCode: 70, trouble: expect.stringContaining(trouble) });
  expect(end.trouble.split('\n')).toHaveLength(1);
});

/** A program of the image with input of its own; answers what it wrote to both streams. */
async function runProgram(
  options: Docker.ContainerCreateOptions,
  input: Buffer,
): Promise<{ status: number; output: string }> {
  const container = await docker.createContainer(options);
  const stream = (await container.attach({
    stream: true,
    stdin: true,
    stdout: true,
    stderr: true,
    hijack: true,
  })) as Duplex;
  const out = new PassThrough();
  docker.modem.demuxStream(stream, out, out);
  stream.once('end', () => out.end());
  const output = text(out);
  const ended = container.wait({ condition: 'next-exit' }) as Promise<{ StatusCode: number }>;
  await container.start();
  stream.end(input);
  return { status: (await ended).StatusCode, output: await output };
}

test(`A3: ${fuzzMs / 1000} s of messages that are nearly right end in a job or a refusal`, async () => {
  const seed = Number(process.env['FUZZ_SEED'] ?? randomInt(2 ** 31));
  console.log(`Messages to the runner: seed ${seed} (repeat with FUZZ_SEED=${seed})`);
  const files = [{ name: 'a/b', content: 'text' }];
  const corpus = [
    valid,
    encodeJob(
      shellJob('', { compile: ['/bin/true', ''], feedbackFile: 'said.txt', files: [...files, ...files] }),
    ),
    encodeJob(
      shellJob('', { tests: Array.from({ length: 40 }, () => ({ mode: 'call', input: 'x', files })) }),
    ),
    encodeJob(shellJob('', { environment: Array.from({ length: 600 }, () => 'A=b'), tests: [] })),
  ];
  const { options } = watched([String(seed), String(fuzzMs)]);
  const { status, output } = await runProgram(
    { ...options, Entrypoint: ['/sandbox/fuzz-job'] },
    Buffer.concat(corpus),
  );
  expect({ status, output }).toEqual({
    status: 0,
    output: expect.stringMatching(/^[1-9]\d+ taken, [1-9]\d+ refused\n$/),
  });
});
