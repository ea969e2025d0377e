import { describeDraftReason, type DraftReason } from '#domain/exercises/draft-reason.ts';

/**
 * What an exercise's row says of why it is a draft.
 * @param more what somebody else said of it, for those who read the English
 */
export const whyDraft = (reason: DraftReason, more: string | null = null) => ({
  draft_reason: reason,
  status_reason: [describeDraftReason(reason), more].filter(Boolean).join(' '),
});
