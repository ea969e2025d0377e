import type { ErrorCode } from '../errors.ts';
import { accountRefusals } from './accounts.ts';
import { authoringRefusals } from './authoring.ts';
import { gradingRefusals } from './grading.ts';
import { learningRefusals } from './learning.ts';
import { operationRefusals } from './operations.ts';
import { peopleRefusals } from './people.ts';
import { personalDataRefusals } from './personal-data.ts';
import { programRefusals } from './programs.ts';
import { requestRefusals } from './request.ts';

/**
 * All that the API refuses, by code: the documented error code, and the English sentence for its clients, in which `{name}` stands for a parameter.
 * The site words each in its reader's language (web/messages), save what only programs meet.
 */
export const refusals = {
  ...requestRefusals,
  ...programRefusals,
  ...accountRefusals,
  ...peopleRefusals,
  ...personalDataRefusals,
  ...learningRefusals,
  ...gradingRefusals,
  ...authoringRefusals,
  ...operationRefusals,
} satisfies Record<string, readonly [ErrorCode, string]>;

export type RefusalCode = keyof typeof refusals;
