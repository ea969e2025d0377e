import { format, resolveConfig } from 'prettier';
import { describeTexts } from '#web/message-catalogue.ts';

/**
 * The types of the site's texts, as a formatted module.
 * @param file where it will lie, for the formatter
 */
export async function describeTextsIn(file: string): Promise<string> {
  return format(describeTexts(), { ...(await resolveConfig(file)), filepath: file });
}
