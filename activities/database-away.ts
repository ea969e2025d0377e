/** Classes of PostgreSQL's error codes that say that the server, not our statement, is in trouble: connection, resources, shut down; and two that waited for each other. */
const databaseAway = /^(08|53|57|40)/;
const connectionLost = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'ENOENT']);

/**
 * Whether an error says that the database is away, overloaded or being shut down: waiting mends it.
 * @param error of a statement; what other connections throw is named the same
 */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // Objection's errors carry pg's.
  if ('nativeError' in error) return isDatabaseAway(error.nativeError);
  const { code } = error as { code?: unknown };
  if (typeof code === 'string' && (databaseAway.test(code) || connectionLost.has(code))) return true;
  return (
    error.name === 'KnexTimeoutError' || error.message.startsWith('Connection terminated') // pg names no code for either
  );
}
