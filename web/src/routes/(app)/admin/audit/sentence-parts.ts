export const placed = ['actor', 'subject', 'owner'] as const;

export type Placed = (typeof placed)[number];
export type SentencePart = { text: string } | { name: Placed };

// A character that no sentence holds encloses each place.
const mark = '\u0002';

const places = {
  actor: `${mark}actor${mark}`,
  subject: `${mark}subject${mark}`,
  owner: `${mark}owner${mark}`,
};

/** A sentence cut where its names stand, wherever its language puts them, so that each can be a link. */
export const sentenceParts = (sentence: string | ((values: typeof places) => string)): SentencePart[] =>
  (typeof sentence === 'string' ? sentence : sentence(places))
    .split(mark)
    .map((text): SentencePart => (placed.includes(text as Placed) ? { name: text as Placed } : { text }))
    .filter((part) => 'name' in part || part.text !== '');
