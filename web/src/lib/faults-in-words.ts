import { sayOf } from '#lib/texts/word-of.ts';
import type { Texts } from '#lib/texts/index.ts';

type FieldFault = { code: string; parameters: Record<string, string> };

/** Why each field was refused, as whole sentences; a code without words is said to be unusable, no more. */
export const faultsInWords = (
  reasons: Record<string, FieldFault[]>,
  texts: Texts,
): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(reasons).map(([field, all]) => [
      field,
      all.map(
        ({ code, parameters }) => sayOf(texts.faults.reasons, code, parameters) ?? texts.faults.unknown,
      ),
    ]),
  );
