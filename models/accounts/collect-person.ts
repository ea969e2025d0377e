import type { Knex } from 'knex';
import { asPerson } from '../database/as-person.ts';
import { inOrganisation } from '../database/in-organisation.ts';
import { personalTables } from './personal-tables.ts';
import type { PersonalTable } from './personal-tables.ts';

/** A file of the archive: a whole one, or one in pieces that are read as they are taken. */
export type ArchiveFile = { path: string; content: Buffer | AsyncIterable<string> };

type Person = { id: string; address: string | null };

type InScope = <Result>(work: (trx: Knex.Transaction) => Promise<Result>) => Promise<Result>;

const batchRows = 200;

/**
 * Everything the platform holds of a person, as the files of their archive: table by table, organisation by organisation, with no more than
 * some hundred rows in memory at a time. Secrets are left out.
 * @param database a pool of the application's role, of which one connection is used at a time
 * @param pack takes a file; the next comes once it has been taken wholly
 * @returns how many rows of tables were packed
 */
export async function collectPerson(
  database: Knex,
  personId: string,
  pack: (file: ArchiveFile) => Promise<void>,
): Promise<{ rows: number }> {
  const organisations = await findOrganisationsWith(database, personId);
  const found = new Set<string>();
  let packed = 0;
  let address: string | null = null;
  for (const id of organisations) {
    const inScope: InScope = (work) =>
      inOrganisation(database, id, (trx) => asPerson(trx, personId, () => work(trx)));
    const { slug, email } = await inScope(async (trx) => ({
      slug: (await trx('organisations').where({ id }).first<{ slug: string }>('slug')).slug,
      email: await trx('users').where({ id: personId }).first<{ email: string | null } | undefined>('email'),
    }));
    address ??= email?.email ?? null;
    for (const [table, personal] of Object.entries(personalTables)) {
      // What is not an organisation's is the same in each of them.
      const once = personal.scope === 'person' || table === 'users' || table === 'user_pictures';
      if (personal.theirs === null || (once && found.has(table))) continue;
      const path = `${once ? 'account' : `organisations/${slug}`}/${table}.json`;
      const rows = await inScope((trx) =>
        packTable(trx, table, personal, { id: personId, address }, path, pack),
      );
      if (rows > 0) found.add(table);
      packed += rows;
    }
    await packSources(inScope, slug, personId, pack);
    if (!found.has('picture') && (await packPicture(inScope, personId, pack))) found.add('picture');
  }
  await pack({ path: 'README.txt', content: Buffer.from(readme(found)) });
  return { rows: packed };
}

/** The organisations in which rows of a person may lie, also those they have left. */
export async function findOrganisationsWith(database: Knex, personId: string): Promise<string[]> {
  const { rows } = await database.raw<{ rows: { id: string }[] }>(
    'select id from find_organisations_with(?) as id order by id',
    [personId],
  );
  return rows.map(({ id }) => id);
}

/** Packs a person's rows of a table, each as PostgreSQL writes it in JSON, so that numbers keep their digits. None: no file. */
async function packTable(
  trx: Knex.Transaction,
  table: string,
  { theirs, leftOut = [], shown = {} }: PersonalTable,
  person: Person,
  path: string,
  pack: (file: ArchiveFile) => Promise<void>,
): Promise<number> {
  const replaced = Object.entries(shown).map(([column, expression]) => `'${column}', ${expression}`);
  await trx.raw(
    `declare theirs no scroll cursor for
     select ((to_jsonb(${table}) || jsonb_build_object(${replaced.join(', ')})) - :leftOut::text[])::text as row from ${table} where ${theirs ?? 'false'}`,
    { person: person.id, address: person.address, leftOut },
  );
  const next = async (): Promise<string[]> => {
    const { rows } = await trx.raw<{ rows: { row: string }[] }>(`fetch forward ${batchRows} from theirs`);
    return rows.map(({ row }) => row);
  };
  const first = await next();
  let count = 0;
  async function* lines(): AsyncGenerator<string> {
    yield '[\n';
    for (let batch = first; batch.length > 0; batch = batch.length < batchRows ? [] : await next()) {
      yield `${count === 0 ? '' : ',\n'}${batch.join(',\n')}`;
      count += batch.length;
    }
    yield '\n]\n';
  }
  if (first.length > 0) await pack({ path, content: lines() });
  await trx.raw('close theirs');
  return count;
}

/** Packs what was handed in, as the files it was. */
async function packSources(
  inScope: InScope,
  slug: string,
  personId: string,
  pack: (file: ArchiveFile) => Promise<void>,
): Promise<void> {
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
      await pack({
        path: `organisations/${slug}/submissions/${id}/${safeName}`,
        content: Buffer.from(content),
      });
    }
  }
}

async function packPicture(
  inScope: InScope,
  personId: string,
  pack: (file: ArchiveFile) => Promise<void>,
): Promise<boolean> {
  const picture = await inScope((trx) =>
    trx('user_pictures')
      .where({ user_id: personId })
      .first<{ media_type: string; content: Buffer } | undefined>('media_type', 'content'),
  );
  if (!picture) return false;
  await pack({
    path: `account/${picture.media_type.replace('/', '.').replace('image', 'picture')}`,
    content: picture.content,
  });
  return true;
}

function readme(found: ReadonlySet<string>): string {
  const lines = Object.entries(personalTables)
    .filter(([table]) => found.has(table))
    .map(([table, { leftOut, erased }]) => {
      const without = leftOut ? ` Left out: ${leftOut.join(', ')}.` : '';
      return `${table}.json\n  When you are erased: ${erased}${without}`;
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
