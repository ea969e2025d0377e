/** The languages that the site and the mails are written in, by BCP 47. A test holds them against the catalogues there are. */
export const siteLanguages = ['ar', 'de', 'en'] as const;

export type SiteLanguage = (typeof siteLanguages)[number];
