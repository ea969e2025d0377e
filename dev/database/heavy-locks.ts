/**
 * Statements of a migration that lock an existing table for as long as it has rows to go through, or break the programs that still run:
 * indexes that are not built concurrently, columns that are rewritten or checked, constraints that are checked at once, renames.
 * A table that the migration creates itself may be locked. A comment `-- locks TABLE: reason` allows it, when the reason has some words.
 * @param source the file, SQL in TypeScript
 * @returns each with the table and what to write instead
 */
export function findHeavyLocks(source: string): string[] {
  const allowed = new Set([...source.matchAll(/--\s*locks (\w+): (?:\S+ ){4,}/g)].map(([, table]) => table!));
  const sql = source
    .replaceAll(/--[^\n]*/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .toLowerCase();
  const own = new Set(
    [...sql.matchAll(/create (?:unlogged )?table (?:if not exists )?(\w+)/g)].map(([, table]) => table!),
  );
  const faults: string[] = [];
  for (const statement of sql.split(/;|`/)) {
    for (const { pattern, instead } of heavy) {
      const table = pattern.exec(statement)?.groups?.table;
      if (table !== undefined && !own.has(table) && !allowed.has(table)) faults.push(`${table}: ${instead}`);
    }
  }
  return faults;
}

const notValid = 'add the constraint "not valid", and validate it in a migration of its own';
// A table may be a name, or what a template fills in.
const heavy: { pattern: RegExp; instead: string }[] = [
  {
    pattern: /\bcreate (?:unique )?index (?!concurrently)(?:if not exists )?(?:\S+ )?on (?<table>[\w${}]+)/,
    instead: 'create the index concurrently, in a migration with config = { transaction: false }',
  },
  {
    pattern: /\bdrop index (?!concurrently)(?:if exists )?(?<table>[\w${}]+)/,
    instead: 'drop the index concurrently',
  },
  {
    pattern: /\balter table (?:only )?(?<table>[\w${}]+)\b.*\balter (?:column )?\w+ (?:set data )?type\b/,
    instead: 'add a column of the new type, fill it in batches, and move over',
  },
  {
    pattern: /\balter table (?:only )?(?<table>[\w${}]+)\b.*\bset not null\b/,
    instead: 'add a check "is not null" that is not valid, validate it, then set not null',
  },
  {
    pattern:
      /\balter table (?:only )?(?<table>[\w${}]+)\b.*\badd column (?![^,]*\bdefault\b)[^,]*\bnot null\b/,
    instead: 'give the new column a default',
  },
  {
    pattern:
      /\balter table (?:only )?(?<table>[\w${}]+)\b.*\badd column [^,]*\bdefault (?:uuidv\d|gen_random_uuid|clock_timestamp|random)\(/,
    instead:
      'a default that differs by row writes every row: add the column without it, and fill it in batches',
  },
  {
    pattern:
      /\balter table (?:only )?(?<table>[\w${}]+)\b.*\badd (?:constraint \w+ )?(?:foreign key|check|exclude)\b(?!.*\bnot valid\b)/,
    instead: notValid,
  },
  {
    pattern:
      /\balter table (?:only )?(?<table>[\w${}]+)\b.*\badd (?:constraint \w+ )?(?:unique|primary key) \(/,
    instead: 'create a unique index concurrently and add the constraint "using index"',
  },
  {
    pattern: /\balter table (?:only )?(?<table>[\w${}]+) rename\b/,
    instead: 'programs that still run know the old name: add, move over, drop later',
  },
  { pattern: /\block (?:table )?(?<table>[\w${}]+)/, instead: 'do not lock it' },
  { pattern: /\bvacuum full (?<table>[\w${}]+)/, instead: 'vacuum it without "full"' },
  {
    pattern: /\breindex (?:table|index) (?!concurrently)(?<table>[\w${}]+)/,
    instead: 'reindex concurrently',
  },
];
