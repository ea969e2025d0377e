import { readFileSync, globSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Knex } from 'knex';
import { createTestDatabase } from '#dev/testing/database.ts';
import type { TestDatabase } from '#dev/testing/database.ts';
import { openDatabase } from './database/knex.ts';

let database: TestDatabase;
let owner: Knex;
beforeAll(async () => {
  database = await createTestDatabase();
  owner = openDatabase(database.ownerUrl, { maximum: 1 });
});
afterAll(async () => {
  await owner.destroy();
  await database.drop();
});

/** What pg gives for a column of this type. A type with a name of its own is a union of words, or the shape of JSON. */
const typeOfColumn: Record<string, string> = {
  uuid: 'string',
  inet: 'string',
  citext: 'string',
  bytea: 'Buffer',
  boolean: 'boolean',
  integer: 'number',
  smallint: 'number',
  numeric: 'number',
  'timestamp with time zone': 'Date',
};
const withOwnTypes = ['text', 'jsonb', 'text[]'];

type Field = { name: string; type: string };
type Declared = { file: string; table: string; fields: Field[] };

/** The models and their `declare` fields, which no longer exist when the program runs: read from the source. */
function readModels(): Declared[] {
  const files = globSync('**/*.ts', { cwd: import.meta.dirname }).filter(
    (file) => !file.endsWith('.test.ts'),
  );
  return files.sort().flatMap((file) => {
    const source = ts.createSourceFile(
      file,
      readFileSync(path.join(import.meta.dirname, file), 'utf8'),
      ts.ScriptTarget.Latest,
      true,
    );
    return source.statements.filter(ts.isClassDeclaration).flatMap((model) => {
      const properties = model.members.filter(ts.isPropertyDeclaration);
      const table = properties.find((property) => property.name.getText() === 'tableName')?.initializer;
      if (!table || !ts.isStringLiteral(table)) return [];
      const fields = properties
        .filter((property) => property.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword))
        .map((property) => ({ name: property.name.getText(), type: property.type?.getText() ?? '' }));
      return [{ file, table: table.text, fields }];
    });
  });
}

/** As a test can compare it: names of types and words of unions are all "own" where the column holds text or JSON. */
function comparable({ name, type }: Field, columnType: string | undefined): string {
  const nullable = /\| null$/.test(type);
  const bare = type.replace(/ \| null$/, '');
  const plain = ['string', 'number', 'boolean', 'Date', 'Buffer'].includes(bare);
  const shown = withOwnTypes.includes(columnType ?? '') && (!plain || bare === 'string') ? 'own' : bare;
  return `${name}: ${shown}${nullable ? ' | null' : ''}`;
}

test('D3: each model declares the columns of its table, with their types', async () => {
  const models = readModels();
  expect(models.length).toBeGreaterThan(20);
  for (const { file, table, fields } of models) {
    const { rows: columns } = await owner.raw<{ rows: { name: string; type: string; nullable: boolean }[] }>(
      `select attname as name, format_type(atttypid, null) as type, not attnotnull as nullable
       from pg_attribute where attrelid = ?::regclass and attnum > 0 and not attisdropped`,
      [table],
    );
    const declared = fields.map((field) =>
      comparable(field, columns.find(({ name }) => name === field.name)?.type),
    );
    const there = columns.map(
      ({ name, type, nullable }) =>
        `${name}: ${withOwnTypes.includes(type) ? 'own' : typeOfColumn[type]}${nullable ? ' | null' : ''}`,
    );
    expect([file, ...declared.sort()]).toEqual([file, ...there.sort()]);
  }
});
