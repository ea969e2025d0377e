import type { FastifyInstance } from 'fastify';
import { parse } from 'secure-json-parse';
import { keepExact } from '#domain/exercises/exact-number.ts';
import { fieldFault } from '#domain/field-faults.ts';
import { ApiError } from './errors.ts';

/**
 * Lets the routes of one plugin take bodies with values of tests in them: a number that a double would round is kept as written
 * (domain/exercises/exact-number.ts). Everything else is as the framework reads JSON: keys that reach for prototypes are refused, the size is bounded.
 * @param app the plugin's own instance, before its routes
 */
export function keepNumbersExact(app: Pick<FastifyInstance, 'addContentTypeParser'>): void {
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, parse(body, keepExact));
    } catch (error) {
      done(unreadable(error));
    }
  });
}

function unreadable(error: unknown): ApiError {
  // Nested so deeply that not even reading it came to its end.
  if (error instanceof RangeError)
    return new ApiError(
      'nested_too_deeply',
      {},
      {
        reasons: { body: [fieldFault('too_deep')] },
      },
    );
  return new ApiError('body_not_readable');
}
