import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import { isOpenTo, roles } from '../permissions.ts';
import { repairPaths } from './repairs.ts';
import { waitingCodes } from './waiting.ts';
import { processDefinitions } from './index.ts';
import type { ProcessDefinition } from './define-process.ts';
import { processes as words } from '#web/src/lib/texts/en/processes.ts';
import * as workflows from '#workflows/index.ts';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const definitions: readonly ProcessDefinition[] = processDefinitions;
const histories = readdirSync(path.join(root, 'workflows/histories'));
const pages = readdirSync(path.join(root, 'web/src/routes'), { recursive: true, encoding: 'utf8' });

/** What a definition promises and the rest of the house does not keep, in sentences. */
function missing(definition: ProcessDefinition): string[] {
  const { kind, workflow, steps, states, ends, events, repairs, keep, row, input } = definition;
  const test = (file: string) => existsSync(path.join(root, file));
  return [
    ...(workflow in workflows ? [] : [`workflows/index.ts exports no “${workflow}”.`]),
    ...[`domain/processes`, `workflows`, `activities`, `models/processes`]
      .filter((folder) => !test(`${folder}/${kind}.ts`))
      .map((folder) => `${folder}/${kind}.ts is not there: a process has one name in every folder.`),
    ...(histories.some((file) => file.startsWith(`${kind}.`))
      ? []
      : [`workflows/histories holds no recorded run of it.`]),
    ...(row in input.properties ? [] : [`Its input has no “${row}”.`]),
    ...(kind in words.kinds ? [] : [`texts/en/processes.ts has no name for the kind “${kind}”.`]),
    ...steps.filter((step) => !(step in words.steps)).map((step) => `The step “${step}” has no words.`),
    ...states
      .filter((state) => !(state in words.states))
      .map((state) => `The state “${state}” has no words.`),
    ...ends.filter((end) => !states.includes(end)).map((end) => `It ends in “${end}”, which is no state.`),
    ...Object.keys(events)
      .filter((event) => !(event in words.events))
      .map((event) => `The event “${event}” has no words.`),
    ...Object.entries(events)
      .filter(([event, schema]) =>
        (words.events[event]?.(Value.Create(schema) as never) ?? '').includes('undefined'),
      )
      .map(([event]) => `The words of the event “${event}” miss a parameter.`),
    ...Object.keys(repairs)
      .filter((repair) => !(repair in repairPaths))
      .map((repair) => `There is no route for the repair “${repair}”.`),
    ...Object.entries(repairs).flatMap(([repair, permission]) =>
      roles
        .filter((role) => isOpenTo(permission, role) && !isOpenTo('processes.read', role))
        .map((role) => `A ${role} may repair it by “${repair}” and may not look at it.`),
    ),
    ...(/^\d+ (hour|hours|days)$/.test(keep)
      ? []
      : [`It is kept for “${keep}”: say how many days or hours.`]),
    ...(definition.page && !pages.some((file) => matches(file, definition.page!('ID')))
      ? [`The site has no page ${definition.page('ID')}.`]
      : []),
  ];
}

/** Whether a page's folder answers an address; groups in brackets are not part of it. */
function matches(file: string, address: string): boolean {
  if (!file.endsWith('+page.svelte')) return false;
  const parts = path
    .dirname(file)
    .split('/')
    .filter((part) => !/^\(.*\)$/.test(part));
  const wanted = address.split('/').filter(Boolean);
  return (
    parts.length === wanted.length &&
    parts.every((part, index) => part.startsWith('[') || part === wanted[index])
  );
}

test.for(definitions.map((definition) => [definition.kind, definition] as const))(
  'everything that the process %s promises is there',
  ([, definition]) => {
    expect(missing(definition)).toEqual([]);
  },
);

test('every kind of process has a definition, and every definition its own kind', () => {
  const kinds = definitions.map(({ kind }) => kind);
  expect(new Set(kinds).size).toBe(kinds.length);
  const files = readdirSync(path.join(root, 'models/processes')).filter(
    (file) =>
      read(`models/processes/${file}`).includes('await beginProcess(') ||
      read(`models/processes/${file}`).includes('return beginProcess('),
  );
  expect(files.map((file) => path.basename(file, '.ts')).sort()).toEqual([...kinds].sort());
});

test('whatever a process may wait for has words, and no others have', () => {
  const derived = ['temporal', 'outbox', 'person', 'next_step'];
  expect(Object.keys(words.waiting).sort()).toEqual([...waitingCodes, ...derived].sort());
});

test('each activity of a process is run twice by a test', () => {
  // Which activities there are, and that each is really run twice, is proved where this is called.
  const missing = definitions
    .map(({ kind }) => ({ kind, file: `activities/${kind}.test.ts` }))
    .filter(
      ({ kind, file }) =>
        !existsSync(path.join(root, file)) || !read(file).includes(`eachActivityTwice('${kind}'`),
    )
    .map(({ kind, file }) => `${file} does not call eachActivityTwice('${kind}', …).`);
  expect(missing).toEqual([]);
});
