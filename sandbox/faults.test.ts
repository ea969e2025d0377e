import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { waitFor } from '#dev/processes/wait-for.ts';
import { removeContainer } from './container.ts';
import { createSandbox } from './create-sandbox.ts';
import { labelKey } from './container-options.ts';
import { InvalidJobError, SandboxFault } from './sandbox-fault.ts';
import { docker, withTooLittleMemory, DockerAskedOtherwise, freshLabel, testLimits } from './testing.ts';
import type { MakeContainer } from './testing.ts';
import type { Sandbox, SandboxJob, SandboxTestResult } from './types.ts';

const label = freshLabel('faults');
const sandbox: Sandbox = createSandbox({
  docker,
  label,
  slots: 2,
  pools: [{ language: 'python', memoryMb: 128, warm: 1 }],
});

beforeAll(() => sandbox.prepare(['python']));
afterAll(() => sandbox.close());

const job = (content: string, stdins: string[] = [''], more: Partial<SandboxJob> = {}): SandboxJob => ({
  id: `faults-${Math.random()}`,
  language: 'python',
  files: [{ name: 'main.py', content }],
  tests: stdins.map((stdin) => ({ kind: 'program', stdin })),
  limits: testLimits,
  ...more,
});

const containersOf = (name: string): Promise<{ Id: string }[]> =>
  docker.listContainers({ all: true, filters: { label: [`${labelKey}=${name}`] } });

const until = (condition: () => Promise<boolean>) =>
  waitFor('What the test waits for', condition, { everyMs: 20 });

const waiting = 'import time\nif input() == "wait": time.sleep(2)\nprint("done")';

/** The container whose job runs now. */
async function atWork(): Promise<string | undefined> {
  for (const { Id } of await containersOf(label)) {
    const processes = (await docker
      .getContainer(Id)
      .top()
      .catch(() => ({ Processes: [] }))) as { Processes: string[][] };
    if (processes.Processes.length > 2) return Id; // the runner and its interpreter alone are not at work
  }
  return undefined;
}

/** Kills the runner at work past Docker, from the machine itself: what a submission would do that could. */
async function killRunning(): Promise<void> {
  const id = await atWork();
  const state =
    id &&
    (await docker
      .getContainer(id)
      .inspect()
      .catch(() => undefined));
  if (!state || !state.State.Pid) return;
  await docker.run(state.Image, [], new PassThrough(), {
    Entrypoint: ['/bin/sh', '-c', `kill -9 ${state.State.Pid}`],
    HostConfig: { PidMode: 'host', NetworkMode: 'none', AutoRemove: true },
  });
}

/** Removes the container at work as another program of the machine may. @returns whether there was one */
async function removeRunning(): Promise<boolean> {
  const id = await atWork();
  if (id) await removeContainer(docker, id);
  return id !== undefined;
}

test('GRD-6: a container that broke once costs nothing: a fresh one runs the job', async () => {
  const seen: number[] = [];
  let killed = false;
  const onTest = (index: number): void => {
    seen.push(index);
    if (killed) return;
    killed = true;
    void killRunning();
  };
  const result = await sandbox.run(job(waiting, ['go\n', 'wait\n']), { onTest });
  expect(
    result.outcome === 'completed' ? result.tests.map((each: SandboxTestResult) => each.stdout) : result,
  ).toEqual(['done\n', 'done\n']);
  expect(seen).toEqual([0, 1]);
});

test('GRD-6: a submission that breaks its container again gets no third try, but a verdict', async () => {
  // The second container is watched for as well: its first test is not told again.
  const stop = new AbortController();
  const killer = until(async () => {
    await killRunning();
    return stop.signal.aborted;
  });
  const result = await sandbox.run(job(waiting, ['go\n', 'wait\n']));
  stop.abort();
  await killer;
  expect(result).toMatchObject({ outcome: 'runtime_error', reason: expect.stringContaining('137') });
});

test('A6: a submission whose container somebody else removes is not blamed, and runs in another', async () => {
  const run = sandbox.run(job('import time\ntime.sleep(1)\nprint("done")'));
  run.catch(() => undefined); // looked at below
  for (let removed = 0; removed < 2; removed++) await until(removeRunning);
  const result = await run;
  expect(result.outcome === 'completed' ? result.tests[0]?.stdout : result).toBe('done\n');
});

test('A6: where its container is removed again and again it is a fault of ours, never a verdict', async () => {
  const run = sandbox.run(job('import time\ntime.sleep(2)\nprint("done")'));
  run.catch(() => undefined); // looked at below
  for (let removed = 0; removed < 3; removed++) await until(removeRunning);
  await expect(run).rejects.toMatchObject({
    name: 'SandboxFault',
    code: 'host_fault',
    message: 'The container was removed from outside 3 times',
  });
});

test('A2: what a listener of ours throws is its own error, not a broken container', async () => {
  const told: number[] = [];
  const onTest = (index: number): void => {
    told.push(index);
    throw new RangeError('judging failed');
  };
  const run = sandbox.run(job('print(1)', ['', '']), { onTest });
  await expect(run).rejects.toThrow(new RangeError('judging failed'));
  expect(told).toEqual([0]);
  await until(async () => (await containersOf(label)).length <= 1);
});

test('GRD-6: Docker not answering is a fault, never a grade', async () => {
  const away = createSandbox({ docker: { socketPath: '/nowhere/docker.sock' }, label: 'away', slots: 1 });
  await expect(away.run(job('print(1)'))).rejects.toMatchObject({
    name: 'SandboxFault',
    code: 'docker_unavailable',
  });
  expect(await away.languages()).toContainEqual({
    language: 'python',
    ready: false,
    reason: 'Docker does not answer',
  });
});

/** What a job ends with when the sandbox's containers are made in another way. */
async function errorAskedOtherwise(create: MakeContainer): Promise<unknown> {
  const asking = createSandbox({
    docker: new DockerAskedOtherwise(create),
    label: freshLabel('asked'),
    slots: 1,
  });
  const error: unknown = await asking.run(job('print(1)')).catch((reason: unknown) => reason);
  await asking.close();
  return error;
}

test('GRD-6: what Docker refuses of our own request, and a mistake in our code, is no outage', async () => {
  const refused = await errorAskedOtherwise(withTooLittleMemory);
  expect(refused).toMatchObject({ name: 'Error', statusCode: 400 });
  const unstartable = await errorAskedOtherwise((options) =>
    docker.createContainer({ ...options, Entrypoint: ['/nowhere'] }),
  );
  expect(unstartable).toMatchObject({ name: 'Error', statusCode: 400 });
  const mistaken = await errorAskedOtherwise(() => Promise.reject(new TypeError('undefined is no option')));
  expect(mistaken).toEqual(new TypeError('undefined is no option'));
});

test('GRD-6: a runner that ends before it is ready is no outage where it says why, and one where it was removed', async () => {
  const unready = await errorAskedOtherwise((options) =>
    docker.createContainer({ ...options, Entrypoint: ['/bin/sh', '-c', 'echo no such thing >&2; exit 70'] }),
  );
  expect(unready).toMatchObject({ name: 'Error', message: expect.stringContaining('no such thing') });
  const killed = await errorAskedOtherwise((options) =>
    docker
      .createContainer({ ...options, Entrypoint: ['/bin/sh', '-c', 'exec sleep 60'] })
      .then((container) => {
        void until(async () => (await container.inspect()).State.Running).then(() =>
          removeContainer(docker, container.id),
        );
        return container;
      }),
  );
  expect(killed).toMatchObject({ name: 'SandboxFault', code: 'host_fault' });
});

test('GRD-6: a container that another removes before it runs is a passing fault of the host', async () => {
  const removed = await errorAskedOtherwise(async (options) => {
    const container = await docker.createContainer(options);
    await removeContainer(docker, container.id);
    return container;
  });
  expect(removed).toMatchObject({ name: 'SandboxFault', code: 'host_fault', cause: { statusCode: 404 } });
});

test('GRD-6: no tests, no grade', async () => {
  await expect(sandbox.run(job('print(1)', []))).rejects.toMatchObject(
    new SandboxFault('no_tests_run', 'The job has no tests'),
  );
});

test('closing is no verdict on what still runs', async () => {
  const brief = createSandbox({ docker, label: `${label}-closing`, slots: 1 });
  const run = brief.run(
    job('import time\ntime.sleep(60)', [''], { limits: { ...testLimits, wallMs: 60_000 } }),
  );
  run.catch(() => undefined);
  await until(async () => (await containersOf(`${label}-closing`)).length > 0);
  await brief.close();
  await expect(run).rejects.toMatchObject({ name: 'SandboxFault', code: 'host_fault' });
  await brief.close();
  expect(await containersOf(`${label}-closing`)).toEqual([]);
});

test("a job that cannot be run is the caller's mistake", async () => {
  await expect(sandbox.run(job('', [''], { language: 'cobol' }))).rejects.toThrow(InvalidJobError);
  await expect(sandbox.run(job('', [''], { language: 'constructor' }))).rejects.toThrow(InvalidJobError);
  await expect(sandbox.run(job('', [''], { files: [{ name: '../main.py', content: '' }] }))).rejects.toThrow(
    InvalidJobError,
  );
  await expect(sandbox.run(job('', [''], { limits: { ...testLimits, memoryKb: 2 << 20 } }))).rejects.toThrow(
    InvalidJobError,
  );
});

test('GRD-7: a cancelled job ends at once, with the reason given, and its container with it', async () => {
  const cancel = new AbortController();
  const run = sandbox.run(
    job('import time\ntime.sleep(60)', [''], { limits: { ...testLimits, wallMs: 60_000 } }),
    { signal: cancel.signal },
  );
  setTimeout(() => cancel.abort(new Error('cancelled by the student')), 50);
  await expect(run).rejects.toThrow('cancelled by the student');
  await until(async () => (await containersOf(label)).length <= 1);
});

test('GRD-7: a job cancelled while it waits for a slot never starts', async () => {
  const narrow = createSandbox({ docker, label: `${label}-narrow`, slots: 1 });
  const cancel = new AbortController();
  const first = narrow.run(job('import time\ntime.sleep(0.5)'));
  const second = narrow.run(job('print(1)'), { signal: cancel.signal });
  cancel.abort(new Error('cancelled while queued'));
  await expect(second).rejects.toThrow('cancelled while queued');
  expect((await first).outcome).toBe('completed');
  await narrow.close();
});

test("a second attempt under the same id ends the first one's container", async () => {
  const same = job('import time\ntime.sleep(30)', [''], { id: 'same-1' });
  const first = sandbox.run({ ...same, limits: { ...testLimits, wallMs: 60_000 } });
  first.catch(() => undefined); // looked at below
  await until(async () => (await containersOf(label)).length >= 2);
  const second = await sandbox.run({ ...same, files: [{ name: 'main.py', content: 'print("second")' }] });
  expect(second.outcome === 'completed' && second.tests[0]?.stdout).toBe('second\n');
  await expect(first).rejects.toMatchObject({ name: 'SandboxFault', code: 'host_fault' });
}, 90_000);

test('a warm container that is lost is replaced', async () => {
  await until(async () => (await containersOf(label)).length >= 1);
  const lost = (await containersOf(label)).map((container) => container.Id);
  await Promise.all(
    lost.map((id) =>
      docker
        .getContainer(id)
        .remove({ force: true })
        .catch(() => undefined),
    ),
  );
  await until(async () => (await containersOf(label)).some((container) => !lost.includes(container.Id)));
});

test('GRD-6: containers an earlier process left are removed at the start, those of other labels stay', async () => {
  const [mine, other] = [freshLabel('mine'), freshLabel('other')];
  const image = (await docker.listImages({ filters: { reference: ['waymark-sandbox-python'] } }))[0]!.Id;
  const left = await Promise.all(
    [mine, other].map((each) =>
      docker.createContainer({
        Image: image,
        Cmd: [],
        Entrypoint: ['/sandbox/runner'],
        Labels: { [labelKey]: each },
      }),
    ),
  );
  const next = createSandbox({ docker, label: mine, slots: 1 });
  await next.run(job('print(1)'));
  expect((await containersOf(mine)).map((container) => container.Id)).not.toContain(left[0]!.id);
  expect(await containersOf(other)).toHaveLength(1);
  await next.close();
  expect(await containersOf(mine)).toEqual([]);
  await left[1]!.remove({ force: true });
});

test('nothing of a job stays behind when all is closed', async () => {
  const brief = createSandbox({
    docker,
    label: `${label}-brief`,
    slots: 2,
    pools: [{ language: 'python', memoryMb: 128, warm: 2 }],
  });
  await brief.prepare(['python']);
  await Promise.all([1, 2, 3].map(() => brief.run(job('print(1)'))));
  await brief.close();
  expect(await containersOf(`${label}-brief`)).toEqual([]);
});
