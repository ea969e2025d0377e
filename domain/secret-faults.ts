/** What people write while they do not yet have a secret. Random text holds one of these about once in ten thousand. */
const words =
  /secret|passwor|passwort|change.?me|replace|example|sample|default|waymark|your[-_ .]|[-_ .]here|letmein|welcome|admin|insert|dummy/i;
/** Rows of keyboards, the alphabet and the digits, there and back. */
const walks = [
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qwertzuiop',
  'azertyuiop',
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
].flatMap((walk) => [walk, [...walk].reverse().join('')]);
/** Of random hexadecimal text an eighth of the steps go along a row: more than 0.25 of 63 happen once in 400, more than 0.4 in none of 200,000. */
const maxShareOfWalks = 0.4;
/** Below what chance gives: one of Slack’s, 32 hexadecimal digits, has fewer once in a million. */
const minBits = 90;

/**
 * Says why a secret could be guessed. What `openssl rand -base64 48` and `-hex 32` give passes.
 * @returns what is wrong with it; undefined for one that looks random
 */
export function secretFault(secret: string): string | undefined {
  if (words.test(secret)) return 'holds words of an example';
  if ((/^(.{1,16}?)\1+/.exec(secret)?.[0].length ?? 0) > secret.length / 2) return 'repeats itself';
  if (shareOfWalks(secret) > maxShareOfWalks) return 'follows the keyboard or the alphabet';
  if (bitsOf(secret) < minBits) return 'is made of too few different characters';
  return undefined;
}

/** Entropy of the characters as often as they stand in it (Shannon 1948), in bits, of the whole text. */
function bitsOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= count * Math.log2(count / text.length);
  return bits;
}

/** How many of the steps from character to character are those to a neighbour. */
function shareOfWalks(text: string): number {
  const lower = text.toLowerCase();
  let steps = 0;
  for (let at = 0; at < lower.length - 1; at++)
    if (walks.some((walk) => walk.includes(lower.slice(at, at + 2)))) steps += 1;
  return steps / (lower.length - 1);
}

/** Passwords of a database that everybody tries first. */
const usual = new Set([
  'waymark',
  'postgres',
  'password',
  'admin',
  'root',
  'secret',
  'changeme',
  'change-me',
  'example',
]);

/**
 * Says why the password of a database's role could be guessed.
 * @param password as it is typed, not as a URL holds it
 * @returns what is wrong, as the end of “a password that …”; undefined when it is good, or when there is none (a socket, a certificate)
 */
export function rolePasswordFault(role: string, password: string): string | undefined {
  if (password === '') return undefined;
  if (usual.has(password.toLowerCase()) || password === role) return 'everybody tries first';
  return password.length < 12 ? 'has fewer than 12 characters' : undefined;
}

/**
 * Says why the password in a database's URL could be guessed.
 * @returns what is wrong with the URL; undefined when its password is good, or when none is sent
 */
export function databasePasswordFault(url: string): string | undefined {
  if (!URL.canParse(url)) return 'is no URL; in a password, / is written %2F, @ %40 and % %25';
  const { username, password, searchParams } = new URL(url);
  // The driver takes the one behind the question mark before the other.
  const sent = searchParams.get('password') ?? decodeURIComponent(password);
  const fault = rolePasswordFault(decodeURIComponent(username), sent);
  return fault && `has a password that ${fault}`;
}
