import type { SearchHit, SearchKind } from './kinds.ts';

export type SearchState =
  | { is: 'idle' | 'searching' }
  | { is: 'found'; query: string; count: number; hits: SearchHit[] }
  | { is: 'failed'; why: 'failed' | 'tooMany' | 'offline' };

const restMs = 150;

/**
 * Asks for what is being typed, when the typing rests: one question at a time, the newest wins. What was found stays while the next is asked.
 * @param kind only of this kind
 */
export function liveSearch(kind?: SearchKind) {
  let state = $state.raw<SearchState>({ is: 'idle' });
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let asking: AbortController | undefined;

  async function ask(query: string): Promise<void> {
    asking = new AbortController();
    const { signal } = asking;
    const parameters = new URLSearchParams({ q: query, ...(kind && { kind }) });
    try {
      const response = await fetch(`/search/found.json?${parameters}`, { signal });
      if (!response.ok) state = { is: 'failed', why: response.status === 429 ? 'tooMany' : 'failed' };
      else
        state = { is: 'found', query, ...((await response.json()) as { count: number; hits: SearchHit[] }) };
    } catch {
      if (!signal.aborted) state = { is: 'failed', why: navigator.onLine ? 'failed' : 'offline' };
    }
  }

  return {
    get state(): SearchState {
      return state;
    },
    /** @param typed as it stands now */
    type(typed: string): void {
      clearTimeout(waiting);
      asking?.abort();
      const query = typed.trim();
      if (query === '') {
        state = { is: 'idle' };
        return;
      }
      if (state.is !== 'found') state = { is: 'searching' };
      waiting = setTimeout(() => void ask(query), restMs);
    },
    stop(): void {
      clearTimeout(waiting);
      asking?.abort();
    },
  };
}
