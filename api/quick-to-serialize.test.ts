import fastify from 'fastify';
import { Type } from 'typebox';
import { expect, test } from 'vitest';
import { ListOf } from './schemas/envelope.ts';
import { ExerciseSummary } from './schemas/exercise.ts';
import { ReviewState } from './schemas/review.ts';
import { quickToSerialize } from './quick-to-serialize.ts';

test('an answer’s schema keeps no “this or null” that has to be tried, and everything else', () => {
  const quick = JSON.stringify(quickToSerialize(ListOf(ExerciseSummary)));
  expect(quick).not.toContain('anyOf');
  expect(
    quickToSerialize({
      type: 'object',
      required: ['at'],
      properties: { at: { anyOf: [{ type: 'null' }, { type: 'string', format: 'date-time' }] } },
    }),
  ).toEqual({
    type: 'object',
    required: ['at'],
    properties: { at: { type: 'string', format: 'date-time', nullable: true } },
  });
});

test('alternatives of which none is null, or more than one is left, or one without a type, stay', () => {
  for (const anyOf of [
    [{ type: 'string' }, { type: 'integer' }],
    [{ type: 'string' }, { type: 'integer' }, { type: 'null' }],
    [{ anyOf: [{ const: 'DP' }, { const: 'FSD' }] }, { type: 'null' }],
  ]) {
    expect(quickToSerialize({ anyOf })).toEqual({ anyOf });
  }
});

test('a value that only a later version names is told on, and null stays null', async () => {
  const answer = Type.Object({ review: Type.Union([ReviewState, Type.Null()]), state: ReviewState });
  const rows = [
    { review: 'of_tomorrow', state: 'of_tomorrow' },
    { review: null, state: 'waiting' },
  ];
  const app = fastify();
  app.get('/', { schema: { response: { 200: quickToSerialize(Type.Array(answer)) } } }, () => rows);
  const response = await app.inject('/');
  expect(response.json()).toEqual(rows);
});
