import Docker from 'dockerode';
import { sharedService } from '#dev/testing/services.ts';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSandbox } from '../create-sandbox.ts';
import { ensureTestImage } from '../images.ts';
import { python } from '../languages/python/index.ts';
import type { ContainerOutcome } from '../run-container.ts';
import type { SandboxLimits, SandboxTest, SandboxTestResult } from '../types.ts';
import type { Attack } from './attack.ts';
import { attacks } from './index.ts';
import { attackFiles, attackInput } from './prelude.ts';
import { runControl } from './run-control.ts';

const docker = new Docker({ socketPath: (await sharedService('docker')).socket });
const label = `attacks-${randomBytes(4).toString('hex')}`;
const sandbox = createSandbox({ docker, label, slots: 2 });
// The clock is generous: on a busy machine CPU time must end what is busy first.
const limits: SandboxLimits = { cpuMs: 500, wallMs: 60_000, memoryKb: 128 * 1024, outputKb: 64 };
const stepsOf = (attack: Attack): string[] => attack.steps ?? ['run'];

/** Attacks that run in one container together: two halves, and those with a clock of their own. */
const patient = attacks.filter((attack) => attack.wallMs === undefined);
const half = Math.ceil(patient.length / 2);
const shares = [
  patient.slice(0, half),
  patient.slice(half),
  ...attacks.filter((attack) => attack.wallMs !== undefined).map((attack) => [attack]),
];

/** What an attack left of the container for whoever comes next: an innocent program's view of it. */
type Attacked = { results: SandboxTestResult[]; after: SandboxTestResult };
const attacked = new Map<string, Attacked>();
let controlImage = '';

/** All attacks of a share in one container, an innocent test after each. */
async function attackInOneContainer(share: Attack[]): Promise<void> {
  const input = (name: string, step: string): SandboxTest => ({
    kind: 'program',
    stdin: attackInput(name, step),
  });
  const tests = share.flatMap((attack) => [
    ...stepsOf(attack).map((step) => input(attack.name, step)),
    input('innocent', 'run'),
  ]);
  const result = await sandbox.run({
    id: share[0]!.name,
    language: 'python',
    files: attackFiles(share),
    tests,
    limits: { ...limits, wallMs: share[0]!.wallMs ?? limits.wallMs },
  });
  if (result.outcome !== 'completed')
    throw new Error(`An attack ended the container: ${JSON.stringify(result).slice(0, 2000)}`);
  let at = 0;
  for (const attack of share) {
    const results = result.tests.slice(at, (at += stepsOf(attack).length));
    attacked.set(attack.name, { results, after: result.tests[at++]! });
  }
}

beforeAll(async () => {
  await sandbox.prepare(['python']);
  controlImage = await ensureTestImage(docker, python, 'control');
  await Promise.all(shares.map(attackInOneContainer));
}, 300_000);

afterAll(() => sandbox.close(), 60_000);

test('there are 40 attacks or more', () => {
  expect(new Set(attacks.map((attack) => attack.name)).size).toBeGreaterThanOrEqual(40);
});

test.each(attacks)('$name gets nothing', (attack) => {
  const { results } = attacked.get(attack.name)!;
  expect(
    results.map((result) => result.ending),
    JSON.stringify(results),
  ).toEqual(attack.endings ?? stepsOf(attack).map(() => 'exited'));
  for (const result of results) {
    expect(result.stdout).not.toContain('breach');
    if (result.ending === 'exited')
      expect(result.stderr.replace('(The work folder was full.)', '').trim()).toBe('');
  }
  attack.verify?.(results);
});

test.each(attacks)('$name leaves nothing behind', (attack) => {
  const { after } = attacked.get(attack.name)!;
  expect(after.ending, JSON.stringify(after)).toBe('exited');
  const files = shares.find((share) => share.includes(attack))!.length + 1;
  expect(JSON.parse(after.stdout)).toEqual({ answer: 42, processes: 3, left: [], files });
});

/** Controls that may end their container run alone, the others share one by the protection they lack. */
const alone = (attack: Attack): boolean => attack.control.shows !== undefined;
const groups = Object.values(
  Object.groupBy(attacks, (attack) => `${attack.control.without}${alone(attack) ? ` ${attack.name}` : ''}`),
).filter((group) => group !== undefined);

test.each(
  groups.map((group) => ({
    title: `${group[0]!.control.without}: ${group.map((attack) => attack.name).join(', ')}`,
    group,
  })),
)(
  'controls without $title',
  async ({ group }) => {
    const outcome: ContainerOutcome = await runControl(docker, controlImage, label, group, limits);
    let at = 0;
    for (const attack of group) {
      const results = outcome.tests.slice(at, (at += stepsOf(attack).length));
      const shows =
        attack.control.shows ?? ((each) => each.some((result) => result.stdout.includes('breach')));
      expect(
        shows(results, outcome.broken),
        `${attack.name}: ${JSON.stringify(results)} ${outcome.broken}`,
      ).toBe(true);
    }
  },
  60_000,
);
