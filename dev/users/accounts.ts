import { randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import { createPasswordHasher } from '#api/sessions/password-hasher.ts';
import { nameFault, plainText } from '#domain/accounts/person-name.ts';
import { passwordFaults } from '#domain/accounts/password.ts';
import { sentenceOf } from '#domain/field-faults.ts';
import { recordAudit } from '#models/audit/audit-entry.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';

/** @throws Error for what cannot be a name */
function checkedName(name: string): string {
  const fault = nameFault(name);
  if (fault) throw new Error(`The name ${sentenceOf(fault)}.`);
  return plainText(name);
}

export const roles = ['student', 'trainer', 'parent', 'admin', 'superadmin'] as const;
export type Role = (typeof roles)[number];

const hasher = createPasswordHasher({ memoryKib: 19_456, iterations: 2, atOnce: 1, queueLength: 10 });

/**
 * Makes a verified account in an organisation, with a first organisation where there is none yet.
 * @param owner the owner's role
 * @returns the password, made up when none was given
 * @throws Error when the address is taken, or the organisation is not there although others are
 */
export async function createAccount(
  owner: Knex,
  account: { email: string; name: string; role: Role; organisation: string; password?: string },
): Promise<{ password: string }> {
  const password = checked(account.password, account) ?? randomPassword();
  const passwordHash = await hasher.hash(password);
  const organisationId = await organisationFor(owner, account.organisation);
  await inOrganisation(owner, organisationId, async (trx) => {
    const known = await trx('users').where({ email: account.email }).first<{ id: string } | undefined>('id');
    if (known)
      throw new Error(
        `There already is an account for ${account.email}. Use: npm run user -- role, or reset.`,
      );
    const [user] = await trx('users')
      .insert({
        email: account.email,
        name: checkedName(account.name),
        password_hash: passwordHash,
        email_verified_at: new Date(),
      })
      .returning<{ id: string }[]>('id');
    await trx('memberships').insert({
      organisation_id: organisationId,
      user_id: user!.id,
      role: account.role,
    });
    await recordAudit(trx, {
      actorId: null,
      action: 'user.created',
      subjectType: 'user',
      subjectId: user!.id,
      after: { role: account.role },
      reason: 'npm run user',
    });
  });
  return { password };
}

/**
 * Changes a person's role in every organisation they are a member of, or in one.
 * @throws Error when there is no such member
 */
export async function changeRole(
  owner: Knex,
  email: string,
  role: Role,
  organisation?: string,
): Promise<{ organisations: string[] }> {
  const memberships = await membershipsOf(owner, email, organisation);
  for (const membership of memberships) {
    await inOrganisation(owner, membership.organisation_id, async (trx) => {
      const { organisation_id, user_id } = membership;
      await trx('memberships').where({ organisation_id, user_id }).update({ role });
      await recordAudit(trx, {
        actorId: null,
        action: 'user.role_changed',
        subjectType: 'user',
        subjectId: user_id,
        before: { role: membership.role },
        after: { role },
        reason: 'npm run user',
      });
    });
  }
  return { organisations: memberships.map(({ slug }) => slug) };
}

/**
 * Sets a new password and ends every session of the account.
 * @throws Error when there is no such account
 */
export async function resetPassword(
  owner: Knex,
  email: string,
  chosen?: string,
): Promise<{ password: string }> {
  const [membership] = await membershipsOf(owner, email);
  const password = checked(chosen, { email, name: '' }) ?? randomPassword();
  const passwordHash = await hasher.hash(password);
  await inOrganisation(owner, membership!.organisation_id, async (trx) => {
    await trx('users')
      .where({ id: membership!.user_id })
      .update({ password_hash: passwordHash, updated_at: new Date() });
    await trx('sessions')
      .where({ user_id: membership!.user_id, revoked_at: null })
      .update({ revoked_at: new Date(), revoked_reason: 'password_reset' });
    await recordAudit(trx, {
      actorId: null,
      action: 'user.password_reset',
      subjectType: 'user',
      subjectId: membership!.user_id,
      reason: 'npm run user',
    });
  });
  return { password };
}

type MembershipRow = { organisation_id: string; user_id: string; role: string; slug: string };

async function membershipsOf(owner: Knex, email: string, organisation?: string): Promise<MembershipRow[]> {
  const rows = await owner('memberships')
    .join('users', 'users.id', 'memberships.user_id')
    .join('organisations', 'organisations.id', 'memberships.organisation_id')
    .where({ email })
    .modify((query) => void (organisation && query.where({ slug: organisation })))
    .select<MembershipRow[]>('organisation_id', 'user_id', 'role', 'slug');
  if (rows.length === 0)
    throw new Error(`There is no account for ${email}${organisation ? ` in ${organisation}` : ''}.`);
  return rows;
}

async function organisationFor(owner: Knex, slug: string): Promise<string> {
  const known = await owner('organisations').where({ slug }).first<{ id: string } | undefined>('id');
  if (known) return known.id;
  const others = await owner('organisations').pluck<string[]>('slug');
  if (others.length > 0)
    throw new Error(`There is no organisation "${slug}". There are: ${others.join(', ')}.`);
  const [made] = await owner('organisations').insert({ slug, name: slug }).returning<{ id: string }[]>('id');
  return made!.id;
}

function checked(password: string | undefined, person: { email: string; name: string }): string | undefined {
  const faults = password === undefined ? [] : passwordFaults(password, person);
  if (faults.length > 0) throw new Error(`The password ${faults.map(sentenceOf).join(', ')}.`);
  return password;
}

function randomPassword(): string {
  return randomBytes(12).toString('base64url');
}
