import { sizeInWords } from '#lib/texts/size-in-words.ts';
import { sayOf, wordOf } from '#lib/texts/word-of.ts';
import type { Texts } from '#lib/texts/index.ts';

type Parameters = Record<string, unknown>;

/** What a process waits for, as it stands after “waiting for:”. */
export const waitingWords = (code: string, { processes }: Texts): string => wordOf(processes.waiting, code);

/**
 * What happened to a process, in sentences. An erasure leaves the code without its parameters: then, and for an event that lacks one of
 * them, its bare sentence is told. An event that this page does not know is told by its name.
 * @param parameters as the kind's definition has them (domain/processes)
 */
export const eventWords = (code: string, parameters: Parameters, texts: Texts): string => {
  const { processes } = texts;
  const values = valuesOf(parameters, texts);
  const sentences = [sentenceOf(code, values, texts)];
  if (code === 'fault' && typeof parameters['waiting_for'] === 'string' && values['what'])
    sentences.push(processes.waitsFor({ what: String(values['what']) }));
  if (values['reason']) sentences.push(processes.reason({ reason: String(values['reason']) }));
  return sentences.join(' ');
};

function sentenceOf(code: string, values: Record<string, string | number>, { processes }: Texts): string {
  const needed = needs[code] ?? [];
  const sentence = needed.every((name) => values[name] !== undefined && values[name] !== '')
    ? sayOf(processes.events, code, values)
    : wordOf(processes.bareEvents, code);
  return sentence ?? `${code.replaceAll('_', ' ')}.`;
}

/** Without these an event has only its bare sentence. */
const needs: Record<string, readonly string[]> = {
  fault: ['message'],
  parked: ['faults'],
  graded: ['verdict'],
  checker_failed: ['test', 'message'],
  collected: ['size'],
  refused: ['refusal'],
  skip_requested: ['step'],
  override_requested: ['step'],
};

/** What sentences are made with: texts of others end their own sentence no second time. */
function valuesOf(parameters: Parameters, texts: Texts): Record<string, string | number> {
  const values: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(parameters)) {
    if (typeof value === 'number') values[name] = value;
    if (typeof value === 'string') values[name] = name === 'reason' ? value : value.replace(/\.$/, '');
  }
  if (typeof values['bytes'] === 'number') values['size'] = sizeInWords(values['bytes'], texts);
  if (typeof values['verdict'] === 'string')
    values['verdict'] = wordOf(texts.grading.verdicts, values['verdict']);
  if (typeof values['step'] === 'string' && values['step'] !== '')
    values['step'] = wordOf(texts.processes.steps, values['step']);
  if (
    typeof values['waiting_for'] === 'string' &&
    Object.hasOwn(texts.processes.waiting, values['waiting_for'])
  )
    values['what'] = waitingWords(values['waiting_for'], texts);
  return values;
}
