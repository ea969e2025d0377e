import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { TObject, TSchema } from 'typebox';
import { expect, test } from 'vitest';
import { isOpenTo, roles } from '../permissions.ts';
import { repairPaths } from './repairs.ts';
import { waitingCodes } from './waiting.ts';
import { processDefinitions } from './index.ts';
import type { ProcessDefinition } from './define-process.ts';
import { eventWords } from '#web/src/lib/processes/process-words.ts';
import { en } from '#web/src/lib/texts/english.ts';
import * as workflows from '#workflows/index.ts';

const words = en.processes;
const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const definitions: readonly ProcessDefinition[] = processDefinitions;
const histories = readdirSync(path.join(root, 'workflows/histories'));
const pages = readdirSync(path.join(root, 'web/src/routes'), { recursive: true, encoding: 'utf8' });

/** What a definition promises and the rest of the house does not keep, in sentences. */
function missing(definition: ProcessDefinition): string[] {
  const { kind, workflow, queue, steps, states, ends, events, repairs, keep, row, input } = definition;
  const test = (file: string) => existsSync(path.join(root, file));
  return [
    ...(workflow in workflows ? [] : [`workflows/index.ts exports no “${workflow}”.`]),
    ...(test(`workers/queues/${queue}.ts`) && read(`workers/queues/${queue}.ts`).includes('workflowsPath')
      ? []
      : [`It lives on the queue “${queue}”, whose worker has no workflows: nobody would take it.`]),
    ...[`domain/processes`, `workflows`, `activities`, `models/processes`]
      .filter((folder) => !test(`${folder}/${kind}.ts`))
      .map((folder) => `${folder}/${kind}.ts is not there: a process has one name in every folder.`),
    ...(histories.some((file) => file.startsWith(`${kind}.`))
      ? []
      : [`workflows/histories holds no recorded run of it.`]),
    ...(row in input.properties ? [] : [`Its input has no “${row}”.`]),
    ...(kind in words.kinds ? [] : [`web/messages/en/processes.json has no name for the kind “${kind}”.`]),
    ...steps.filter((step) => !(step in words.steps)).map((step) => `The step “${step}” has no words.`),
    ...states
      .filter((state) => !(state in words.states))
      .map((state) => `The state “${state}” has no words.`),
    ...ends.filter((end) => !states.includes(end)).map((end) => `It ends in “${end}”, which is no state.`),
    ...Object.keys(events)
      .filter((event) => !(event in words.events))
      .map((event) => `The event “${event}” has no words.`),
    ...Object.entries(events).flatMap(([event, schema]) =>
      untold(event, schema).map(
        (name) =>
          `The words of the event “${event}” do not tell its “${name}”, and “leftUntold” has no reason.`,
      ),
    ),
    ...Object.keys(events)
      .filter((event) => /undefined|NaN|“”| {2}| [.,:]|:\.?$/.test(eventWords(event, {}, en)))
      .map((event) => `The words of the event “${event}” have a hole once an erasure took its parameters.`),
    ...Object.keys(repairs)
      .filter((repair) => !(repair in repairPaths))
      .map((repair) => `There is no route for the repair “${repair}”.`),
    ...Object.entries(repairs).flatMap(([repair, permission]) =>
      roles
        .filter((role) => isOpenTo(permission, role) && !isOpenTo('processes.read', role))
        .map((role) => `A ${role} may repair it by “${repair}” and may not look at it.`),
    ),
    ...(/^\d+ (minutes|hour|hours|days)$/.test(keep)
      ? []
      : [`It is kept for “${keep}”: say how many days, hours or minutes.`]),
    ...(definition.page && !pages.some((file) => matches(file, definition.page!('ID')))
      ? [`The site has no page ${definition.page('ID')}.`]
      : []),
  ];
}

/** Parameters that no sentence tells, and why. */
const leftUntold: Record<string, string> = {
  by: 'An id; the audit log names who repaired it.',
  to: 'An id, which says nothing to a reader.',
  code: 'For searching; the message of the fault says it in words.',
  score: 'The page of the submission shows it beside the points there were.',
  rows: 'A reader is interested in the size.',
  closed: 'Whether Temporal knew a closed run or none changes nothing for the reader.',
};

/** Two values that a parameter can have. */
function markersOf(
  name: string,
  schema: TSchema & { enum?: unknown[]; anyOf?: TSchema[]; type?: string },
): unknown[] {
  if (schema.enum) return schema.enum.slice(0, 2);
  if (schema.anyOf) return markersOf(name, schema.anyOf[0]!);
  if (schema.type === 'string') return [`one ${name}`, `another ${name}`];
  if (schema.type === 'boolean') return [true, false];
  if (schema.type === 'integer' || schema.type === 'number') return [2_000_000, 3_000_000];
  throw new Error(`What is told of a parameter like “${name}” is not known: add its type here.`);
}

/** The parameters of an event that its words do not tell: the sentence lacks the text, or is the same for two values. */
function untold(event: string, { properties }: TObject): string[] {
  const markers = Object.entries(properties).map(
    ([name, schema]) => [name, markersOf(name, schema)] as const,
  );
  const filled = Object.fromEntries(markers.map(([name, [one]]) => [name, one]));
  const say = (parameters: Record<string, unknown>) => eventWords(event, parameters, en);
  return markers
    .filter(([name]) => !(name in leftUntold))
    .filter(
      ([name, [one, another]]) =>
        say(filled) === say({ ...filled, [name]: another }) ||
        (one === `one ${name}` && !say(filled).includes(one)),
    )
    .map(([name]) => name);
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
    (file) => file.endsWith('.ts') && /(await|return) beginProcess\(/.test(read(`models/processes/${file}`)),
  );
  expect(files.map((file) => path.basename(file, '.ts')).sort()).toEqual([...kinds].sort());
});

test('a parameter that no sentence tells is one that an event has', () => {
  const names = definitions.flatMap(({ events }) =>
    Object.values(events).flatMap(({ properties }) => Object.keys(properties)),
  );
  expect(Object.keys(leftUntold).filter((name) => !names.includes(name))).toEqual([]);
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
