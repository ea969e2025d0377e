const most = 5;

const keyOf = (viewerId: string): string => `waymark.searched:${viewerId}`;

/** What this person searched for lately in this browser, the newest first; none where the browser keeps nothing. */
export function recentSearches(viewerId: string): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(viewerId)) ?? '[]');
    return Array.isArray(kept) ? kept.filter((each) => typeof each === 'string').slice(0, most) : [];
  } catch {
    return [];
  }
}

/** Keeps a search that led somewhere. */
export function keepSearch(viewerId: string, query: string): void {
  const others = recentSearches(viewerId).filter((each) => each !== query);
  try {
    localStorage.setItem(keyOf(viewerId), JSON.stringify([query, ...others].slice(0, most)));
  } catch {
    // A browser that keeps nothing, by choice or because it is full, searches all the same.
  }
}

export function forgetSearches(viewerId: string): void {
  try {
    localStorage.removeItem(keyOf(viewerId));
  } catch {
    // See above.
  }
}
