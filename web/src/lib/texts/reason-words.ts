import type { Texts } from './index.ts';
import { sayOf } from './word-of.ts';

type Told = {
  reason?: { code: string; parameters: Record<string, string | number> } | null | undefined;
  message: string | null;
};

/** Why a test has its verdict, in the reader's language; what has no code, or one that this page does not know, in the words that came with it. */
export const reasonWords = ({ reason, message }: Told, { grading }: Texts): string | null => {
  if (!reason) return message;
  const key = reason.code === 'exception' ? exceptionKey(reason.parameters) : reason.code;
  return sayOf(grading.reasons, key, reason.parameters) ?? message;
};

/** What is known of an exception: it may lie in no file of the submission, and say nothing. */
const exceptionKey = ({ file, line, text }: Record<string, string | number>): string => {
  if (file === '' || line === 0) return text === '' ? 'exceptionName' : 'exceptionElsewhere';
  return text === '' ? 'exceptionBare' : 'exception';
};
