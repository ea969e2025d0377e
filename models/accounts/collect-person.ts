import type { Knex } from 'knex';
import { asPerson } from '../database/as-person.ts';
import { inOrganisation } from '../database/in-organisation.ts';
import { personalTables } from './personal-tables.ts';
import type { PersonalTable } from './personal-tables.ts';

/** A file of the archive. `rows` of tables, 0 for everything else. */
export type ArchiveFile = { path: string; content: Buffer; rows: number };

type Person = { id: string; address: string | null };

/**
 * Everything the platform holds of a person, as the files of their archive: table by table, organisation by organisation, so that no more than one
 * table's rows are in memory at a time. Secrets are left out.
 * @param database a pool of the application's role
 */
export async function* collectPerson(database: Knex, personId: string): AsyncGenerator<ArchiveFile> {
  const organisations = await findOrganisationsWith(database, personId);
  const found: string[] = [];
  let address: string | null = null;
  for (const id of organisations) {
    const inScope = <Result>(work: (trx: Knex.Transaction) => Promise<Result>) =>
      inOrganisation(database, id, (trx) => asPerson(trx, personId, work));
    const { slug, email } = await inScope(async (trx) => ({
      slug: (await trx('organisations').where({ id }).first<{ slug: string }>('slug')).slug,
      email: await trx('users').where({ id: personId }).first<{ email: string | null } | undefined>('email'),
    }));
    address ??= email?.email ?? null;
    const person = { id: personId, address };
    for (const [table, personal] of Object.entries(personalTables)) {
      // What is not an organisation's is the same in each of them.
      const once = personal.scope === 'person' || table === 'users' || table === 'user_pictures';
      if (personal.theirs === null || (once && found.includes(table))) continue;
      const rows = await inScope((trx) => readRows(trx, table, personal, person));
      if (rows.length === 0) continue;
      found.push(table);
      const folder = once ? 'account' : `organisations/${slug}`;
      yield {
        path: `${folder}/${table}.json`,
        content: Buffer.from(`[\n${rows.join(',\n')}\n]\n`),
        rows: rows.length,
      };
    }
    yield* sourceFiles(inScope, slug, personId);
    if (!found.includes('picture')) {
      const picture = await inScope((trx) =>
        trx('user_pictures')
          .where({ user_id: personId })
          .first<{ media_type: string; content: Buffer } | undefined>(),
      );
      if (picture) {
        found.push('picture');
        const ending = picture.media_type.split('/')[1];
        yield { path: `account/picture.${ending}`, content: picture.content, rows: 0 };
      }
    }
  }
  yield { path: 'README.txt', content: Buffer.from(readme(new Set(found))), rows: 0 };
}

/** The organisations in which rows of a person may lie, also those they have left. */
export async function findOrganisationsWith(database: Knex, personId: string): Promise<string[]> {
  const { rows } = await database.raw<{ rows: { id: string }[] }>(
    'select id from find_organisations_with(?) as id order by id',
    [personId],
  );
  return rows.map(({ id }) => id);
}

/** Each row as PostgreSQL writes it in JSON, so that numbers keep their digits. */
async function readRows(
  trx: Knex.Transaction,
  table: string,
  { theirs, leftOut = [], shown = {} }: PersonalTable,
  person: Person,
): Promise<string[]> {
  const replaced = Object.entries(shown).map(([column, expression]) => `'${column}', ${expression}`);
  const { rows } = await trx.raw<{ rows: { row: string }[] }>(
    `select ((to_jsonb(${table}) || jsonb_build_object(${replaced.join(', ')})) - :leftOut::text[])::text as row from ${table} where ${theirs}`,
    { person: person.id, address: person.address, leftOut },
  );
  return rows.map(({ row }) => row);
}

/** What was handed in, as the files it was. */
async function* sourceFiles(
  inScope: <Result>(work: (trx: Knex.Transaction) => Promise<Result>) => Promise<Result>,
  slug: string,
  personId: string,
): AsyncGenerator<ArchiveFile> {
  const ids = await inScope((trx) => trx('submissions').where({ user_id: personId }).pluck<string[]>('id'));
  for (const id of ids) {
    const submission = await inScope((trx) =>
      trx('submissions')
        .where({ id })
        .first<{ files: { name: string; content: string }[] } | undefined>('files'),
    );
    for (const [index, { name, content }] of (submission?.files ?? []).entries()) {
      // A name that could lead out of its folder on the reader's machine is replaced; the table has it.
      const safeName = /^[\w.-]+$/.test(name) && !/^\.+$/.test(name) ? name : `file-${index + 1}`;
      yield {
        path: `organisations/${slug}/submissions/${id}/${safeName}`,
        content: Buffer.from(content),
        rows: 0,
      };
    }
  }
}

function readme(found: ReadonlySet<string>): string {
  const lines = Object.entries(personalTables)
    .filter(([table]) => found.has(table))
    .map(([table, { leftOut, erased }]) => {
      const without = leftOut ? ` Left out: ${leftOut.join(', ')}.` : '';
      return `${table}.json\n  ${`When you are erased: ${erased}${without}`}`;
    });
  return `This archive holds what Waymark holds of you.

account/        what belongs to your account: the account, where you are signed in, your picture
organisations/  what belongs to you in each organisation, one folder each
  submissions/  the files you handed in, one folder a submission

Each .json file is a table of our database, with its rows that are yours. Ids connect them: a grading names its submission, a submission its exercise.
Times are in UTC. Passwords and the secrets of links and devices are kept as hashes only and are left out; so is what hidden tests printed.

${lines.join('\n\n')}
`;
}
