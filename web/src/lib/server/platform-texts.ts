import type { ReadOrganisationTextResponse } from '#lib/api/generated/index.ts';
import type { OrganisationTextKind } from '#lib/organisation-texts.ts';
import { wholeWords } from '#lib/texts/whole-words.ts';

type Organisation = ReadOrganisationTextResponse['data']['organisation'];
type Detail = keyof Organisation;

/** As they are written, by their place: `./platform-texts/en/terms.md`. */
const files = import.meta.glob<string>('./platform-texts/*/*.md', {
  query: '?raw',
  import: 'default',
  eager: true,
});

const placePattern = /\{(name|postal_address|contact_email)\}/g;

/**
 * The platform's text for an organisation that wrote none of its own, as Markdown. A paragraph in which something stands that the organisation did not
 * say is left out: a page never shows a gap.
 * @param to keeps a link to another page of the site in the reader's language
 * @throws Error for a language that the site is not written in
 */
export const platformText = (
  kind: OrganisationTextKind,
  language: string,
  organisation: Organisation,
  to: (path: string) => string,
): string =>
  wholeWords(writtenText(kind, language))
    .replace(/\]\((\/[\w-]*)\)/g, (_whole, path: string) => `](${to(path)})`)
    .split(/\n{2,}/)
    .filter((paragraph) => placesIn(paragraph).every((place) => organisation[place] !== null))
    .filter((paragraph, index, all) => !isHeading(paragraph) || !isHeading(all[index + 1] ?? '#'))
    .join('\n\n')
    .replace(placePattern, (_whole, place: Detail) => asMarkdown[place](organisation[place] ?? ''));

/** What the organisation did not say of itself and the text would need, in any language the same. */
export const missingIn = (kind: OrganisationTextKind, organisation: Organisation): Detail[] => [
  ...new Set(placesIn(writtenText(kind, 'en')).filter((place) => organisation[place] === null)),
];

function writtenText(kind: OrganisationTextKind, language: string): string {
  const text = files[`./platform-texts/${language}/${kind}.md`];
  if (text === undefined) throw new Error(`There is no text ${kind} of the platform in ${language}.`);
  return text;
}

/** One that nothing stands under any more is left out as well. */
const isHeading = (paragraph: string): boolean => paragraph.startsWith('#');

const placesIn = (text: string): Detail[] =>
  [...text.matchAll(placePattern)].map(([, place]) => place as Detail);

/** Each sign that Markdown could take for one of its own (CommonMark 0.31, 2.4) is itself. */
const escaped = (text: string): string => text.replace(/[!-/:-@[-`{-~]/g, '\\$&');

const asMarkdown: Record<Detail, (value: string) => string> = {
  name: (name) => escaped(name.replace(/\s+/g, ' ')),
  postal_address: (address) =>
    address
      .split('\n')
      .map((line) => escaped(line.trim()))
      .filter((line) => line !== '')
      .join('\\\n'),
  contact_email: (email) => `[${escaped(email)}](<mailto:${encodeURIComponent(email).replace('%40', '@')}>)`,
};
