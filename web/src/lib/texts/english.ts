import { compileLanguage } from '#site/message-catalogue.ts';
import type { Texts } from './index.ts';

/** The English texts, for tests that run without the site's bundler. */
export const en = compileLanguage('en') as Texts;
