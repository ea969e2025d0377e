import { dictionary } from '@zxcvbn-ts/language-common';
import { fieldFault, type FieldFault } from '../field-faults.ts';

const shortest = 8;
const common = new Set<string>(dictionary['passwords-common']);

/**
 * Says why a password is too easy to guess (ACC-3).
 * @param person whose e-mail and name it must not resemble
 * @returns a reason for each broken rule; empty when it is good
 */
export function passwordFaults(
  password: string,
  person: { email: string | null; name: string },
): FieldFault[] {
  const faults: FieldFault[] = [];
  if ([...password].length < shortest) faults.push(fieldFault('too_short', { least: shortest }));
  if (common.has(password.toLowerCase())) faults.push(fieldFault('password_common'));
  if (/^\d+$/.test(password)) faults.push(fieldFault('password_digits'));
  if (new Set(password).size === 1) faults.push(fieldFault('password_one_character'));
  else if (password.trim() === '') faults.push(fieldFault('password_spaces'));
  const known = [...wordsOf(person.email ?? ''), person.email ?? '', ...wordsOf(person.name), person.name];
  if (known.some((text) => isLike(password.toLowerCase(), text.toLowerCase())))
    faults.push(fieldFault('password_personal'));
  return faults;
}

const wordsOf = (text: string): string[] => text.split(/[^\p{L}\p{N}]+/u);

/**
 * Whether two texts share most of their characters. The measure and its limit of 0.7 are those of Django's
 * UserAttributeSimilarityValidator (difflib's quick_ratio): twice the shared characters over both lengths.
 */
function isLike(password: string, text: string): boolean {
  if (text.length < 4) return false;
  if (password.includes(text) && password.length - text.length < shortest / 2) return true;
  const left = new Map<string, number>();
  for (const character of text) left.set(character, (left.get(character) ?? 0) + 1);
  let shared = 0;
  for (const character of password) {
    const count = left.get(character) ?? 0;
    if (count === 0) continue;
    left.set(character, count - 1);
    shared += 1;
  }
  return (2 * shared) / (password.length + text.length) >= 0.7;
}
