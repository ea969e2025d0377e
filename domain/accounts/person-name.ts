import { fieldFault, type FieldFault } from '../field-faults.ts';

/**
 * Names of people and organisations as they may be stored and put into mails and pages: one line of visible text, without anything that
 * a mail program would make a link of.
 */

/** Control, format (bidirectional overrides, zero-width), private and unassigned characters, line and paragraph separators. */
const unseen = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}]/u;
/** The two format characters that Persian and Indic names are written with, between letters: the joiner and the non-joiner. */
const joiners = /(?<=[\p{L}\p{M}])[\u200C\u200D](?=[\p{L}\p{M}])/gu;
/** Letters, marks and symbols by their class, but blank to the eye: fillers and the empty Braille pattern. */
const blanks = /\u034F|\u115F|\u1160|\u17B4|\u17B5|\u2800|\u3164|\uFFA0/u;
const written = /[\p{L}\p{N}]/u;
const webAddress = /:\/\/|(?:^|[^\p{L}\p{N}])www\./iu;
/** `evil.example`, `EVIL.COM`: not `J.R.R.Tolkien`, whose dots are followed by one capital. */
const host = /[\p{L}\p{N}]\.(?:\p{Ll}{2,}|\p{Lu}{2,})/u;
/** In a sentence about oneself `Node.js` is no address; with a path behind it, it is. */
const hostWithPath = /[\p{L}\p{N}]\.\p{L}{2,}[/:]/u;

const holdsUnseen = (text: string): boolean => unseen.test(text.replaceAll(joiners, '')) || blanks.test(text);

/** A text as it is stored: composed (NFC), single spaces, none around it. */
export const plainText = (text: string): string => text.normalize('NFC').replaceAll(/\s+/gu, ' ').trim();

/**
 * Says why a text cannot be a name.
 * @returns what is wrong with it; undefined when it can be stored as `plainText` of it
 */
export function nameFault(name: string): FieldFault | undefined {
  if (/[\n\r\u0085\u2028\u2029]/u.test(name)) return fieldFault('not_one_line');
  if (holdsUnseen(name)) return fieldFault('unseen_characters');
  if (!written.test(name)) return fieldFault('no_letter');
  if (webAddress.test(name) || host.test(name)) return fieldFault('web_address');
  return undefined;
}

/**
 * Says why a text cannot be a sentence about oneself; line breaks become spaces when it is stored as `plainText` of it.
 * @returns what is wrong with it, else undefined
 */
export function sentenceFault(sentence: string): FieldFault | undefined {
  if (holdsUnseen(sentence.replaceAll(/\s/gu, ' '))) return fieldFault('unseen_characters');
  if (webAddress.test(sentence) || hostWithPath.test(sentence)) return fieldFault('web_address');
  return undefined;
}

/**
 * A name or title for a mail, whatever was stored before names were checked: one line in which a mail program finds nothing to make a link of.
 */
export const nameForMail = (name: string): string =>
  plainText(
    name
      .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
      .replaceAll(/[\p{Cf}\p{Co}\p{Cn}\p{Cs}]/gu, (character) =>
        /[\u200C\u200D]/u.test(character) ? character : '',
      )
      .replaceAll('://', ' ')
      .replaceAll(/\.(?=\p{Ll}{2}|\p{Lu}{2})/gu, '. '),
  );
