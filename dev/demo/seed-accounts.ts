import type { Knex } from 'knex';
import { createPasswordHasher } from '#api/sessions/password-hasher.ts';
import { demoOrganisations, demoPassword } from './accounts.ts';
import type { DemoAccount, DemoOrganisation } from './accounts.ts';

// As the API's defaults (api/config.ts), so that no sign-in has to hash again.
const hashing = { memoryKib: 19_456, iterations: 2, atOnce: 2, queueLength: 100 };

/**
 * Makes the demo's organisations with their people, trainers and children, where they are not there yet; one that is there is left as it is.
 * @param owner the owner's role: no organisation exists yet whose scope the application could be in
 * @returns each organisation's slug and id
 */
export async function seedAccounts(owner: Knex): Promise<{ slug: string; id: string }[]> {
  const hasher = createPasswordHasher(hashing);
  const seeded: { slug: string; id: string }[] = [];
  for (const organisation of demoOrganisations) {
    const known = await owner('organisations')
      .where({ slug: organisation.slug })
      .first<{ id: string } | undefined>('id');
    const id =
      known?.id ??
      (await owner.transaction((trx) =>
        createOrganisation(trx, organisation, () => hasher.hash(demoPassword)),
      ));
    seeded.push({ slug: organisation.slug, id });
  }
  return seeded;
}

async function createOrganisation(
  trx: Knex.Transaction,
  organisation: DemoOrganisation,
  hashPassword: () => Promise<string>,
): Promise<string> {
  const { slug, name, primaryColour } = organisation;
  const [row] = await trx('organisations')
    .insert({ slug, name, primary_colour: primaryColour })
    .returning<{ id: string }[]>('id');
  const organisationId = row!.id;
  const userIds = new Map<string, string>();
  for (const account of organisation.accounts)
    userIds.set(account.email, await createAccount(trx, organisationId, account, await hashPassword()));
  for (const [parent, names] of Object.entries(organisation.children)) {
    for (const child of names)
      userIds.set(child, await createChild(trx, organisationId, userIds.get(parent)!, child));
  }
  for (const [student, trainer] of Object.entries(organisation.trainers)) {
    await trx('trainer_assignments').insert({
      organisation_id: organisationId,
      student_id: userIds.get(student)!,
      trainer_id: userIds.get(trainer)!,
    });
  }
  return organisationId;
}

async function createAccount(
  trx: Knex.Transaction,
  organisationId: string,
  account: DemoAccount,
  passwordHash: string,
): Promise<string> {
  const { email, name, role, track = null, timeZone = 'UTC' } = account;
  const [user] = await trx('users')
    .insert({
      email,
      name,
      track,
      time_zone: timeZone,
      password_hash: passwordHash,
      email_verified_at: new Date(),
    })
    .returning<{ id: string }[]>('id');
  await trx('memberships').insert({ organisation_id: organisationId, user_id: user!.id, role });
  return user!.id;
}

async function createChild(
  trx: Knex.Transaction,
  organisationId: string,
  parentId: string,
  name: string,
): Promise<string> {
  const [child] = await trx('users')
    .insert({ name, email: null, time_zone: 'Europe/Madrid' })
    .returning<{ id: string }[]>('id');
  await trx('memberships').insert({ organisation_id: organisationId, user_id: child!.id, role: 'student' });
  await trx('guardianships').insert({
    organisation_id: organisationId,
    parent_id: parentId,
    child_id: child!.id,
  });
  return child!.id;
}
