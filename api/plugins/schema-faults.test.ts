import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { expect, test } from 'vitest';
import { fieldFault } from '#domain/field-faults.ts';
import { Email, Uuid } from '../schemas/fields.ts';
import { refinedBy } from '../schemas/refined.ts';
import { schemaFaults } from './schema-faults.ts';

const Even = refinedBy(Type.Integer(), (number) =>
  number % 2 === 0 ? undefined : fieldFault('too_small', { least: number + 1 }),
);

test.for([
  [Type.String({ minLength: 3 }), 'a', fieldFault('too_short', { least: 3 })],
  [Type.String({ maxLength: 3 }), 'abcd', fieldFault('too_long', { most: 3 })],
  [Type.String(), 5, fieldFault('wrong_type', { type: 'string' })],
  [Type.Integer({ minimum: 3 }), 2, fieldFault('too_small', { least: 3 })],
  [Type.Integer({ maximum: 3 }), 4, fieldFault('too_large', { most: 3 })],
  [Type.Array(Type.Integer(), { minItems: 1 }), [], fieldFault('too_few', { least: 1 })],
  [Type.Array(Type.Integer(), { maxItems: 1 }), [1, 2], fieldFault('too_many', { most: 1 })],
  [Type.Array(Type.Integer(), { uniqueItems: true }), [1, 1], fieldFault('duplicates')],
  [Type.Enum(['a', 'b']), 'c', fieldFault('not_a_choice')],
  [Email, 'nobody', fieldFault('not_an_email')],
  [Uuid, 'one', fieldFault('wrong_format', { format: 'uuid' })],
  [Type.String({ pattern: '^a$' }), 'b', fieldFault('wrong_pattern', { pattern: '^a$' })],
  [Type.String({ pattern: '\\S' }), ' ', fieldFault('required')],
  [Type.Union([Type.String({ pattern: '\\S' }), Type.Null()]), ' ', fieldFault('required')],
  [Type.Union([Type.Object({ at: Type.Integer() }), Type.Null()]), {}, fieldFault('required'), 'field.at'],
  [Even, 3, fieldFault('too_small', { least: 4 })],
  [Type.Number({ multipleOf: 5 }), 3, fieldFault('other', { reason: 'must be multiple of 5' })],
] as const)('D27: %j: %j is refused with a code, not a sentence', ([schema, value, fault, at = 'field']) => {
  const compiled = Compile(Type.Object({ field: schema }));
  expect(schemaFaults(compiled.Errors({ field: value }))).toEqual({ [at]: [fault] });
});

test('D27: what is missing is told of each field, at its place', () => {
  const Body = Type.Object({ one: Type.Object({ two: Type.String(), three: Type.String() }) });
  expect(schemaFaults(Compile(Body).Errors({ one: {} }))).toEqual({
    'one.two': [fieldFault('required')],
    'one.three': [fieldFault('required')],
  });
});

test('D27: a body that is none of several is told what each of them lacks, and nothing besides', () => {
  const Body = Type.Union([Type.Object({ one: Type.String() }), Type.Object({ two: Type.String() })]);
  const lacks = [fieldFault('required')];
  expect(schemaFaults(Compile(Body).Errors({}))).toEqual({ one: lacks, two: lacks });
  expect(Object.keys(schemaFaults(Compile(Body).Errors(5)))).toEqual(['body']);
});
