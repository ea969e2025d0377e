/**
 * Whether an error says that a row may not stand beside one that is there already.
 * @param error of knex, of pg, or one of Objection's, which carries pg's
 * @param constraint the unique constraint or index that it broke
 */
export function isUniqueViolation(error: unknown, constraint: string): boolean {
  if (!(error instanceof Error)) return false;
  if ('nativeError' in error) return isUniqueViolation(error.nativeError, constraint);
  return (
    'code' in error && error.code === '23505' && 'constraint' in error && error.constraint === constraint
  );
}
