import type { Texts } from '#lib/texts/index.ts';

/** What is known of a form's request that came to nothing. */
export type Lost = { status: number; requestId?: string | undefined };

/** Why a form did not go through and was not refused either, in words. What was typed is still there, which is what they say. */
export const lostWords = ({ status, requestId }: Lost, online: boolean, { sending }: Texts): string => {
  if (!online) return sending.offline;
  if (status === 413) return sending.tooLarge;
  if (status === 429) return sending.limited;
  if (status === 502 || status === 503 || status === 504) return sending.unavailable;
  // Only our own server numbers requests: without a number it was not reached.
  return requestId ? sending.ourFault({ number: requestId }) : sending.lost;
};
