/** Why a line of source cannot work here; the site words it. */
export const sourceWarningReasons = ['no_network', 'no_programs'] as const;
export type SourceWarningReason = (typeof sourceWarningReasons)[number];

/** What such a line looks like. */
export type SourcePattern = { expression: RegExp; reason: SourceWarningReason };

/** The same for who reads the API by itself. */
export const sourceWarningMessages: Record<SourceWarningReason, string> = {
  no_network: 'There is no network here, so this will fail. Work with what the exercise gives you.',
  no_programs:
    'Almost no other program is installed here, and what you start counts towards your time and memory. Solve it in your own code.',
};
