import { inWords, type ParameterOf } from '../in-words.ts';

/** Why an exercise is a draft, or its newest version not published yet: by code, with the English for clients of the API. */
const sentences = {
  being_checked: 'Its own solution is being checked.',
  kind_not_graded: 'Exercises of the kind {kind} cannot be graded on this platform yet.',
  language_not_graded: '{language} cannot be graded on this platform yet.',
  no_solution: 'There is no solution in {language}.',
  nothing_expected: 'The test “{test}” does not say what it expects.',
  check_cancelled: 'Its own solution in {language} was not checked: the check was cancelled.',
  not_accepted: 'Its own solution in {language} is not accepted: {verdict}.',
  not_accepted_at: 'Its own solution in {language} is not accepted: {verdict} at the test “{test}”.',
} as const;

export type DraftReasonCode = keyof typeof sentences;
export type DraftReason = { code: DraftReasonCode; parameters: Record<string, string> };

/** The codes there are. */
export const draftReasonCodes = Object.keys(sentences) as DraftReasonCode[];

type Given<Code extends DraftReasonCode> = [ParameterOf<(typeof sentences)[Code]>] extends [never]
  ? []
  : [parameters: Record<ParameterOf<(typeof sentences)[Code]>, string>];

/** @param given what the code's sentence tells: a language by its title, a verdict and a kind by their codes */
export const draftReason = <Code extends DraftReasonCode>(
  code: Code,
  ...given: Given<Code>
): DraftReason => ({ code, parameters: given[0] ?? {} });

/** The reason as an English sentence. */
export const describeDraftReason = ({ code, parameters }: DraftReason): string => {
  const { verdict } = parameters;
  return inWords(
    sentences[code],
    verdict === undefined ? parameters : { ...parameters, verdict: verdict.replaceAll('_', ' ') },
  );
};
