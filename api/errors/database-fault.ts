import { ApiError } from '../errors.ts';

const unreachable = new Set([
  // A read that took too long (models/database/scoped-reads.ts).
  '57014',
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'ETIMEDOUT',
  'EPIPE',
  '57P01',
  '57P02',
  '57P03',
  '53300',
  '3D000',
  '08000',
  '08003',
  '08006',
]);
const unreachableText =
  /Connection terminated|Timeout acquiring a connection|Unable to acquire a connection|timeout exceeded when trying to connect/i;

/**
 * Tells what a caller should hear about a fault of the database: UNAVAILABLE when it cannot be reached.
 * @returns undefined for every other fault
 */
export function databaseFault(error: unknown): ApiError | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (!unreachable.has(code) && !unreachableText.test(error.message)) return undefined;
  return new ApiError('UNAVAILABLE', 'The database cannot be reached just now. Try again in a few seconds.', {
    retryAfterSeconds: 5,
  });
}
