/**
 * Classes of PostgreSQL's error codes that say that the server, not our statement, is in trouble: connection, resources, shut down (57P; 57014 is our own
 * time limit on a statement that is too slow); and two that waited for each other.
 */
const databaseAway = /^(08|53|40|57P)/;
const connectionLost = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND']);

/**
 * Whether an error says that the database is away, overloaded or being shut down: waiting mends it.
 * @param error of a statement; what other connections throw is named the same
 */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // Objection's errors carry pg's.
  if ('nativeError' in error) return isDatabaseAway(error.nativeError);
  const { code, syscall } = error as { code?: unknown; syscall?: unknown };
  if (typeof code === 'string' && databaseAway.test(code)) return true;
  // Its socket's file is away; any other file is no database.
  if (code === 'ENOENT' && syscall === 'connect') return true;
  if (connectionLost.has(String(code))) return true;
  return (
    error.name === 'KnexTimeoutError' || error.message.startsWith('Connection terminated') // pg names no code for either
  );
}
