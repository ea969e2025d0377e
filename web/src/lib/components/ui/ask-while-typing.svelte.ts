/** How it stands with what was typed last; what was found for `query` stays until the next answer. */
export type Asked<Answer> =
  | { is: 'idle' | 'asking' }
  | { is: 'found'; query: string; answer: Answer }
  | { is: 'failed'; why: 'failed' | 'tooMany' | 'offline' };

const restMs = 150;

/**
 * Asks an address for what is being typed, when the typing rests: one question at a time, the newest wins.
 * @param addressOf where `Answer` comes from as JSON, by what was typed without blanks around it; null where there is nothing to ask
 */
export function askWhileTyping<Answer>(addressOf: (query: string) => string | null) {
  let state = $state.raw<Asked<Answer>>({ is: 'idle' });
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let asking: AbortController | undefined;

  function stop(): void {
    clearTimeout(waiting);
    asking?.abort();
  }

  async function ask(query: string, address: string): Promise<void> {
    asking = new AbortController();
    const { signal } = asking;
    try {
      const response = await fetch(address, { signal });
      state = response.ok
        ? { is: 'found', query, answer: (await response.json()) as Answer }
        : { is: 'failed', why: response.status === 429 ? 'tooMany' : 'failed' };
    } catch {
      if (!signal.aborted) state = { is: 'failed', why: navigator.onLine ? 'failed' : 'offline' };
    }
  }

  function askAfter(rest: number, typed: string): void {
    stop();
    const query = typed.trim();
    const address = addressOf(query);
    if (address === null) {
      state = { is: 'idle' };
      return;
    }
    if (state.is !== 'found') state = { is: 'asking' };
    waiting = setTimeout(() => void ask(query, address), rest);
  }

  return {
    get state(): Asked<Answer> {
      return state;
    },
    /** @param typed as it stands now */
    type: (typed: string): void => askAfter(restMs, typed),
    /** Asks without waiting for a rest, because nobody is typing. */
    askNow: (typed: string): void => askAfter(0, typed),
    stop,
  };
}
