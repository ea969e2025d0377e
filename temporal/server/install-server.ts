import { execFile } from 'node:child_process';
import { access, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { TestWorkflowEnvironment } from '@temporalio/testing';

// Newer tags hold a `replace` directive, with which `go install` refuses to work.
const version = 'v1.5.1';

type Way = (cache: string, report: (step: string) => void) => Promise<string | undefined>;

const goFolder = (cache: string) => path.join(cache, `temporal-${version}`);

/** The program that an earlier start installed with Go, if any. */
export const installedByGo: Way = async (cache) => {
  const program = path.join(goFolder(cache), 'temporal');
  return access(program).then(
    () => program,
    () => undefined,
  );
};

/** Lets the SDK fetch its own pinned server: it does so only while starting one, so one is started and stopped. */
export const downloadServer: Way = async (cache, report) => {
  report('Temporal’s server is not installed: trying the SDK’s download');
  const folder = path.join(cache, 'temporal-download');
  await mkdir(folder, { recursive: true });
  try {
    const environment = await TestWorkflowEnvironment.createLocal({
      server: { executable: { type: 'cached-download', downloadDir: folder, ttl: '1 year' } },
    });
    await environment.teardown();
  } catch (error) {
    throw new Error('the SDK’s download failed', { cause: error });
  }
  const program = (await readdir(folder)).find((file) => file.startsWith('temporal'));
  return program === undefined ? undefined : path.join(folder, program);
};

/** Builds it from the Go module proxy. */
export const installServerWithGo: Way = async (cache, report) => {
  const go = await promisify(execFile)('go', ['version']).catch(() => undefined);
  if (!go) throw new Error('Go is not installed');
  const folder = goFolder(cache);
  report(
    `Building Temporal’s server ${version} with go install into ${folder} (about three minutes, once a machine)`,
  );
  const partial = `${folder}.partial`;
  await mkdir(partial, { recursive: true });
  await promisify(execFile)('go', ['install', `github.com/temporalio/cli/cmd/temporal@${version}`], {
    env: { ...process.env, GOBIN: partial, GOFLAGS: '-buildvcs=false' },
    maxBuffer: 64 * 1024 * 1024,
    cwd: tmpdir(),
  }).catch((error: Error & { stderr?: string }) => {
    throw new Error(
      `go install failed: ${(error.stderr ?? error.message).trim().split('\n').slice(-3).join(' ')}`,
    );
  });
  await rm(folder, { recursive: true, force: true });
  await rename(partial, folder);
  return path.join(folder, 'temporal');
};
