import type { FastifyInstance } from 'fastify';
import { gradableLanguages, languageTitle } from '#domain/languages/index.ts';
import { findLanguageReadiness } from '#models/languages/find-language-readiness.ts';
import { findMailsWaitSince, findSilentSince } from '#models/processes/find-standstill.ts';
import type { Status } from '#api/schemas/status.ts';
import { checkDatabase, checkTemporal } from '../health/check-components.ts';

/** Asks whether what people notice works. Without the database nothing does; without what drives processes they are accepted and wait. */
export async function readStatus(app: FastifyInstance): Promise<Status> {
  const [database, temporal] = await Promise.all([checkDatabase(app), checkTemporal(app)]);
  if (database !== 'healthy') return nothingWorks;
  const [languages, gradingSilent, mailSilent, mailsWait] = await Promise.all([
    findLanguageReadiness(app.database),
    findSilentSince(app.database, 'grading'),
    findSilentSince(app.database, 'outward'),
    findMailsWaitSince(app.database),
  ]);
  const isDriven = temporal === 'healthy';
  const lost = app.changesLostAt();
  return {
    sign_in: 'works',
    mail: {
      state: isDriven && !mailSilent.silent && mailsWait === null ? 'works' : 'waits',
      since: told(earliest(mailSilent.since, mailsWait)),
    },
    live: { state: lost === null ? 'works' : 'away', since: told(lost) },
    grading: {
      since: told(gradingSilent.since),
      languages: languages.map(({ language, title, ready }) => ({
        language,
        title,
        state: isDriven && ready ? 'works' : 'waits',
      })),
    },
  };
}

const nothingWorks: Status = {
  sign_in: 'away',
  mail: { state: 'away', since: null },
  live: { state: 'away', since: null },
  grading: {
    since: null,
    languages: gradableLanguages.map((language) => ({
      language,
      title: languageTitle(language),
      state: 'away',
    })),
  },
};

const told = (time: Date | null): string | null => time?.toISOString() ?? null;
const earliest = (one: Date | null, other: Date | null): Date | null =>
  one && other ? (one < other ? one : other) : (one ?? other);
