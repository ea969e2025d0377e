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
/** Of `refuse_former_member`, `refuse_erased_person` and `refuse_to_revive`. */
const hasLeft = 'WM005';
/** Two transactions that waited for each other, or could not both be right: one of them is to be tried again. */
const metAnother = new Set(['40P01', '40001']);
const unreachableText =
  /Connection terminated|Timeout acquiring a connection|Unable to acquire a connection|timeout exceeded when trying to connect/i;

/**
 * Tells what a caller should hear about a fault of the database: UNAVAILABLE when it cannot be reached or two changes met, UNAUTHENTICATED when they have left at this moment.
 * @returns undefined for every other fault
 */
export function databaseFault(error: unknown): ApiError | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  // Objection's errors carry pg's.
  if (code === '' && 'nativeError' in error) return databaseFault(error.nativeError);
  if (code === hasLeft) return new ApiError('no_longer_member');
  if (metAnother.has(code))
    return new ApiError(
      'changed_at_once',
      {},
      {
        retryAfterSeconds: 1,
      },
    );
  if (!unreachable.has(code) && !unreachableText.test(error.message)) return undefined;
  return new ApiError(
    'database_away',
    {},
    {
      retryAfterSeconds: 5,
    },
  );
}
