import { cpp } from './cpp/index.ts';
import { javascript } from './javascript/index.ts';
import { InvalidJobError } from '../sandbox-fault.ts';
import type { Language } from './language.ts';
import { python } from './python/index.ts';
import { typescript } from './typescript/index.ts';

/** The languages there are, by name. */
export const languages: Record<string, Language> = { python, javascript, typescript, cpp };

/** The language of that name; throws InvalidJobError when there is none. */
export function findLanguage(name: string): Language {
  const language = Object.hasOwn(languages, name) ? languages[name] : undefined;
  if (!language) throw new InvalidJobError(`There is no language "${name}"`);
  return language;
}
