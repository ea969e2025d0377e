type Kept = { original: string; code: string };

const keyOf = (place: string): string => `waymark:program:${place}`;

const isKept = (value: unknown): value is Kept =>
  typeof value === 'object' &&
  value !== null &&
  'original' in value &&
  'code' in value &&
  typeof value.code === 'string';

/**
 * What was written over a program in this tab.
 * @param place where the program stands: its page, and which of the page's it is
 * @param original the code of now; what was written over another one is left alone
 * @returns null when there is nothing, or storage is forbidden
 */
export const readKeptCode = (place: string, original: string): string | null => {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(keyOf(place)) ?? 'null');
    return isKept(kept) && kept.original === original ? kept.code : null;
  } catch {
    return null;
  }
};

/** Keeps what is written over a program until the tab is closed; where storage is forbidden, only as long as the page is open. */
export const keepCode = (place: string, { original, code }: Kept): void => {
  try {
    if (code === original) sessionStorage.removeItem(keyOf(place));
    else sessionStorage.setItem(keyOf(place), JSON.stringify({ original, code } satisfies Kept));
  } catch {
    // It stands in the editor all the same.
  }
};
