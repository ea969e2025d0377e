import type { Texts } from './index.ts';

type Shown = { status: number; code?: string | undefined; message?: string | undefined };

/**
 * The words of an error page. A page that is not there says no more than that, and a fault of ours is ours.
 * @param shown `code` and a `message` in the reader's language where hooks.server.ts gave them; without a code the message is the framework's English
 */
export const errorWords = (
  { status, code, message }: Shown,
  { errors }: Texts,
): { title: string; help: string; reason?: string | undefined } => {
  const reason = code === undefined ? undefined : message;
  if (status === 404 || status === 410) return { title: errors.notFoundTitle, help: errors.notFoundHelp };
  if (status === 403) return { title: errors.forbiddenTitle, help: errors.forbiddenHelp, reason };
  if (status === 429) return { title: errors.limitTitle, help: errors.limitHelp, reason };
  if (status === 503) return { title: errors.unavailableTitle, help: errors.unavailableHelp };
  if (status >= 500) return { title: errors.faultTitle, help: errors.faultHelp };
  if (reason === undefined) return { title: errors.unreadableTitle, help: errors.unreadableHelp };
  return { title: reason, help: '' };
};
