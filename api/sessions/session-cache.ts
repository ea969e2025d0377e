import type { Knex } from 'knex';
import type { Role } from '#domain/permissions.ts';
import type { Viewer } from '../viewer.ts';

type SessionRow = {
  user_id: string;
  organisation_id: string;
  role: Role;
  email: string | null;
  name: string;
  email_verified: boolean;
  acting_user_id: string | null;
};

type Found = Viewer | null;
/** `found` is there once the answer is. */
type Entry = { viewer: Promise<Found>; found?: Found; readAt: number };

/** Sign-out, deactivation and changes of role are felt within this time. ACC-2 allows 5 s. */
const maxAgeMs = 4000;
const maxEntries = 10_000;

/**
 * Looks up whom a session stands for, asking PostgreSQL at most once in 4 s a session.
 * @returns a lookup that gives null for sessions that are revoked, expired, or of a deactivated person (at once when known, else a promise),
 * and `forget` for this process's own changes
 */
export function createSessionCache(database: Knex, now: () => number = Date.now) {
  const entries = new Map<string, Entry>();

  async function read(sessionId: string): Promise<Found> {
    const { rows } = await database.raw<{ rows: SessionRow[] }>('select * from find_session(?)', [sessionId]);
    const row = rows[0];
    if (!row) return null;
    return {
      userId: row.user_id,
      organisationId: row.organisation_id,
      role: row.role,
      email: row.email,
      emailVerified: row.email_verified,
      name: row.name,
      sessionId,
      actingUserId: row.acting_user_id,
    };
  }

  function find(sessionId: string): Found | Promise<Found> {
    const known = entries.get(sessionId);
    if (known && now() - known.readAt < maxAgeMs)
      return known.found === undefined ? known.viewer : known.found;
    const entry: Entry = { viewer: read(sessionId), readAt: now() };
    if (entries.size >= maxEntries) entries.delete(entries.keys().next().value!);
    entries.delete(sessionId);
    entries.set(sessionId, entry);
    entry.viewer.then(
      (found) => (entry.found = found),
      () => entries.delete(sessionId),
    );
    return entry.viewer;
  }

  return {
    find,
    /**
     * Whether what was allowed to a viewer at first still is: their session stands, for the same role in the same organisation.
     * What stays open longer than a request (an event stream) asks this at least once in 4 s, and ends on `false`.
     * @throws the database's error while it cannot be asked
     */
    async stillStands(viewer: Viewer): Promise<boolean> {
      const current = await find(viewer.sessionId);
      return (
        current?.role === viewer.role &&
        current.organisationId === viewer.organisationId &&
        current.actingUserId === viewer.actingUserId
      );
    },
    forget: (sessionId: string) => void entries.delete(sessionId),
    /** Forgets a person's sessions, and those in which they look through their children's eyes. */
    forgetUser: async (userId: string) => {
      for (const [sessionId, entry] of entries) {
        const viewer = await entry.viewer.catch(() => null);
        if (viewer?.userId === userId || viewer?.actingUserId === userId) entries.delete(sessionId);
      }
    },
  };
}

export type SessionCache = ReturnType<typeof createSessionCache>;
