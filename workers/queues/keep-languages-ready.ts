import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { gradableLanguages } from '#domain/languages/index.ts';
import type { LanguageReadiness, Sandbox } from '#sandbox/types.ts';

const retryMilliseconds = 5_000;
const lookMilliseconds = 10_000;

/** Builds or finds every language's image in the background, and goes on trying while Docker is away. */
export function keepLanguagesReady(sandbox: Sandbox, log: Logger) {
  const stopping = new AbortController();
  let lastProblem: string | null = null;

  async function prepareAll(): Promise<void> {
    let waiting = new Set<string>(gradableLanguages);
    while (!stopping.signal.aborted) {
      for (const language of waiting) {
        try {
          await sandbox.prepare([language], (line) => log.info({ language }, line));
          waiting.delete(language);
          log.info({ language }, 'language ready');
        } catch (error) {
          lastProblem = error instanceof Error ? error.message : String(error);
          log.warn({ err: error, language }, 'the language is not ready yet');
        }
      }
      if (waiting.size === 0) lastProblem = null;
      await delay(waiting.size > 0 ? retryMilliseconds : lookMilliseconds, undefined, {
        signal: stopping.signal,
      }).catch(() => undefined);
      // An engine that came back may have lost its images.
      if (waiting.size === 0)
        waiting = new Set(
          (await sandbox.languages()).filter(({ ready }) => !ready).map(({ language }) => language),
        );
    }
  }

  const preparing = prepareAll();
  return {
    /** For the worker's heartbeat: what is ready, and what is in the way. */
    async state(): Promise<{ docker: string | null; languages: LanguageReadiness[] }> {
      const languages = await sandbox.languages();
      // An image that is being built for the first time is no problem of Docker's.
      return { docker: languages.every(({ ready }) => ready) ? null : lastProblem, languages };
    },
    async stop(): Promise<void> {
      stopping.abort();
      await Promise.race([preparing, delay(1_000)]);
    },
  };
}
