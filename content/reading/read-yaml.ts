import { readFile } from 'node:fs/promises';
import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { parseDocument, visit } from 'yaml';
import { exactNumber, exactWhole } from '#domain/exercises/exact-number.ts';

/** A content file that does not hold what it should. The message names the file, the place in it, and what is wrong. */
export class ContentError extends Error {
  constructor(file: string, reasons: string[]) {
    super(`${file}: ${reasons.join(' · ')}`);
    this.name = 'ContentError';
  }
}

/**
 * Reads a YAML file and checks it.
 * @throws ContentError when it is no YAML or does not fit the schema
 */
export async function readYaml<Schema extends TSchema>(
  file: string,
  schema: Schema,
): Promise<Static<Schema>> {
  return checkYaml(file, await readFile(file, 'utf8'), schema);
}

/** The same for text that was read already, such as a lesson's front matter. */
export function checkYaml<Schema extends TSchema>(
  file: string,
  text: string,
  schema: Schema,
): Static<Schema> {
  let value: unknown;
  try {
    value = parseExactly(text);
  } catch (error) {
    throw new ContentError(file, [error instanceof Error ? error.message : String(error)]);
  }
  const reasons = Value.Errors(schema, value).map(
    (error) => `${error.instancePath || 'the file'} ${error.message}`,
  );
  if (reasons.length > 0) throw new ContentError(file, reasons);
  return value as Static<Schema>;
}

/**
 * Reads YAML, and keeps the numbers that a double would round as they are written.
 * @throws YAMLParseError
 */
function parseExactly(text: string): unknown {
  const document = parseDocument(text, { intAsBigInt: true });
  if (document.errors[0]) throw document.errors[0];
  visit(document, {
    Scalar: (place, node) => {
      if (place === 'key') return;
      const { value, source } = node;
      if (typeof value === 'bigint') node.value = source === '-0' ? exactNumber(-0) : exactWhole(value);
      else if (typeof value === 'number') node.value = exactNumber(value);
    },
  });
  return document.toJS();
}
