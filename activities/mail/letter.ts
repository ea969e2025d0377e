import type { Direction } from './direction.ts';

/** A mail as a person reads it, before it is laid out. All texts are plain; laying out escapes them. */
export type Letter = {
  /** One of `mailLanguages`. */
  language: string;
  direction: Direction;
  subject: string;
  heading: string;
  paragraphs: string[];
  /** The words of another person, set apart. */
  quotation?: string;
  action?: { label: string; url: string };
  /** Small print below the button. */
  note?: string;
  /** Where its reader ends mails of this kind; a page that asks first. */
  unsubscribe?: { label: string; url: string };
};
