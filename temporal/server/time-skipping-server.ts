import { execFile } from 'node:child_process';
import { access, chmod, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { cacheFolder } from './cache-folder.ts';

const version = '1.38.0';

const pom = `<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>waymark</groupId>
  <artifactId>temporal-test-server</artifactId>
  <version>${version}</version>
  <dependencies>
    <dependency><groupId>io.temporal</groupId><artifactId>temporal-test-server</artifactId><version>${version}</version></dependency>
  </dependencies>
</project>
`;

// Small heap and only the quick compiler: it lives for one test file.
const wrapper = `#!/bin/sh
exec java -Xmx256m -XX:TieredStopAtLevel=1 -cp "$(dirname "$0")/lib/*" io.temporal.testserver.TestServer "$@"
`;

/**
 * Finds Temporal's time-skipping test server, or gets one: TEMPORAL_TEST_SERVER_PATH, an earlier fetch of ours,
 * the SDK's own download, else its Maven artifact behind a wrapper script.
 * @param report is told, in words, of each step that takes longer than a second
 * @returns a program for `executable: { type: 'existing-path' }`
 * @throws Error that says what to install
 */
export async function findTimeSkippingServer(report: (step: string) => void): Promise<string> {
  const configured = process.env.TEMPORAL_TEST_SERVER_PATH;
  if (configured) return configured;
  const folder = path.join(cacheFolder(), `temporal-test-server-${version}`);
  const program = path.join(folder, 'temporal-test-server');
  const isThere = await access(program).then(
    () => true,
    () => false,
  );
  if (isThere) return program;
  return (await downloadWithSdk(report)) ?? (await fetchWithMaven(folder, report));
}

async function downloadWithSdk(report: (step: string) => void): Promise<string | undefined> {
  const folder = path.join(cacheFolder(), 'temporal-test-server-download');
  report('Temporal’s time-skipping server is not here: trying the SDK’s download');
  await mkdir(folder, { recursive: true });
  try {
    const executable = { type: 'cached-download', downloadDir: folder, ttl: '1 year' } as const;
    const environment = await TestWorkflowEnvironment.createTimeSkipping({ server: { executable } });
    await environment.teardown();
  } catch (error) {
    report(
      `The SDK’s download failed (${error instanceof Error ? error.message : String(error)}); its Maven artifact serves as well`,
    );
    return undefined;
  }
  const file = (await readdir(folder)).find((name) => name.startsWith('temporal'));
  return file === undefined ? undefined : path.join(folder, file);
}

async function fetchWithMaven(folder: string, report: (step: string) => void): Promise<string> {
  report(`Fetching Temporal’s time-skipping server ${version} with Maven (seconds, once a machine)`);
  const partial = `${folder}.${process.pid}`;
  await mkdir(partial, { recursive: true });
  await writeFile(path.join(partial, 'pom.xml'), pom);
  const goal = [
    '--batch-mode',
    '--quiet',
    'dependency:copy-dependencies',
    '-DoutputDirectory=lib',
    '-DincludeScope=runtime',
  ];
  await promisify(execFile)('mvn', goal, { cwd: partial, maxBuffer: 64 * 1024 * 1024 }).catch(
    (error: Error & { code?: unknown; stdout?: string }) => {
      if (error.code === 'ENOENT')
        throw new Error(
          'Temporal’s time-skipping server needs Java and Maven: apt install maven default-jre-headless.',
        );
      throw new Error(
        `Maven could not fetch io.temporal:temporal-test-server: ${(error.stdout ?? error.message).split('\n').slice(0, 3).join(' ')}`,
      );
    },
  );
  await writeFile(path.join(partial, 'temporal-test-server'), wrapper);
  await chmod(path.join(partial, 'temporal-test-server'), 0o755);
  // Another start may have been faster; its copy serves as well.
  await rename(partial, folder).catch(() => rm(partial, { recursive: true, force: true }));
  return path.join(folder, 'temporal-test-server');
}
