/** Far more than the pages and courses of a catalogue; what is read least recently goes first. */
const maxEntries = 200;
/** A change is told by PostgreSQL; this is for one that is missed while the connection that listens is broken. */
const maxAgeMs = 60_000;

type Entry = { readAt: number; answer: Promise<unknown> };

export type CatalogueCache = ReturnType<typeof createCatalogueCache>;

/** Keeps what was read of catalogues by people who are not signed in, so that however many look, each page is read once. */
export function createCatalogueCache(now: () => number = Date.now) {
  const entries = new Map<string, Entry>();

  return {
    /**
     * What is kept under the key, else what `read` answers. Two that ask at once share one reading; a failure is not kept.
     * @param key holds all that the answer depends on
     */
    async read<Answer>(key: string, read: () => Promise<Answer>): Promise<Answer> {
      const known = entries.get(key);
      entries.delete(key);
      if (known && now() - known.readAt < maxAgeMs) {
        entries.set(key, known);
        return known.answer as Promise<Answer>;
      }
      const entry = { readAt: now(), answer: read() };
      entries.set(key, entry);
      if (entries.size > maxEntries) entries.delete(entries.keys().next().value!);
      try {
        return await entry.answer;
      } catch (error) {
        if (entries.get(key) === entry) entries.delete(key);
        throw error;
      }
    },
    /** Something of a catalogue was written: what was read before, or is being read, is not kept. */
    forget(): void {
      entries.clear();
    },
  };
}
