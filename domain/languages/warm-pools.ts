import { gradableLanguages, languages } from './index.ts';
import type { WarmPool } from './language.ts';

/**
 * The containers that a grading worker keeps started, of all languages.
 * @param slots how many submissions it runs at once
 */
export function warmPools(
  slots: number,
): { language: string; memoryMb: WarmPool['memoryMb']; warm: number }[] {
  return gradableLanguages.flatMap((language) =>
    (languages[language].grading?.pools ?? []).map(({ memoryMb, warm }) => ({
      language,
      memoryMb,
      warm: typeof warm === 'number' ? warm : slots + warm.beyondSlots,
    })),
  );
}
