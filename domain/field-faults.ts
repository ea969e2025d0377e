import { definitionFaults } from './exercises/definition-faults.ts';
import { inWords, type ParameterOf } from './in-words.ts';

/** Why a field was refused, by code, with the English that follows the field's name in an error's `details`. `{name}` stands for a parameter. */
export const fieldFaults = {
  required: 'is required',
  required_unless: 'is required, unless {other} is sent',
  wrong_type: 'must be {type}',
  too_short: 'must have at least {least} characters',
  too_long: 'must not have more than {most} characters',
  wrong_length: 'must have {least} to {most} characters',
  too_few: 'must not have fewer than {least} items',
  too_many: 'must not have more than {most} items',
  too_small: 'must be at least {least}',
  too_large: 'must be at most {most}',
  not_an_email: 'must match format "email"',
  wrong_format: 'must match format "{format}"',
  wrong_pattern: 'must match pattern "{pattern}"',
  not_a_choice: 'must be equal to one of the allowed values',
  duplicates: 'must not have duplicate items',
  broken_text: 'must not contain NUL or broken characters',
  too_deep: 'is nested too deeply',

  password_common: 'is one of the most common passwords',
  password_digits: 'must not be all digits',
  password_one_character: 'must not be one character over and over',
  password_spaces: 'must not be only spaces',
  password_personal: 'is too much like your e-mail or name',
  password_wrong: 'is not your current password',

  unseen_characters: 'must hold only characters that can be seen',
  not_one_line: 'must be on one line',
  no_letter: 'must hold a letter or a digit',
  web_address: 'must not hold a web address: leave it out, or put a space behind the dot',
  handle_form: 'must be of lower-case letters, digits and single hyphens between them',
  reserved: 'is kept for the platform itself: choose another',
  no_time_zone: 'must be a name of the IANA time zone database, such as Europe/Berlin',
  taken: 'is taken',
  has_account: 'has an account already',
  is_member: 'belongs to a member',
  below_present: 'must be at least {least}, as many as they have now',
  no_course: 'There is no course “{course}”.',
  unknown_language: 'Choose one of: {languages}.',
  not_a_colour: 'must be a # and six digits or letters from a to f, such as #14624F',
  faint_colour:
    'is too faint to read: its contrast on the page is {contrast} : 1, and {least} : 1 is needed. Choose a darker one',
  picture_size: 'has more than {most} MB',
  picture_type: 'is not a PNG, JPEG or WebP picture',
  picture_broken: 'cannot be read: it is broken or incomplete',
  picture_pixels: 'has {width} × {height} pixels, and the limit is {most} million: make it smaller',

  topics_count: 'Name 1 to {most} topics, separated by commas.',
  topic_unknown: '“{topic}” cannot be watched. Topics are {topics}.',
  ...definitionFaults,
  other: '{reason}',
} as const satisfies Record<string, string>;

export type FieldFaultCode = keyof typeof fieldFaults;
export type FieldFault = { code: FieldFaultCode; parameters: Record<string, string> };

type Given<Code extends FieldFaultCode> = [ParameterOf<(typeof fieldFaults)[Code]>] extends [never]
  ? []
  : [parameters: Record<ParameterOf<(typeof fieldFaults)[Code]>, string | number>];

/** A reason against a field, from which a site makes words in its reader's language. */
export function fieldFault<Code extends FieldFaultCode>(code: Code, ...given: Given<Code>): FieldFault {
  const parameters = Object.entries(given[0] ?? {}).map(([name, value]) => [name, String(value)]);
  return { code, parameters: Object.fromEntries(parameters) as Record<string, string> };
}

/** The English sentence of a reason. */
export const sentenceOf = ({ code, parameters }: FieldFault): string =>
  inWords(fieldFaults[code], parameters);
