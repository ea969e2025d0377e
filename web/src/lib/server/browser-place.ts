import { textOf } from './form.ts';

const timeZoneOf = (form: FormData): string | undefined => {
  const timeZone = textOf(form, 'time_zone');
  try {
    return timeZone === ''
      ? undefined
      : new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
};

/**
 * What a new account takes over from the page that made it: the language it was read in, and the time zone that `BrowserTimeZone.svelte` told,
 * unless the browser told none or one that nobody knows.
 */
export const browserPlace = (form: FormData, language: string): { language: string; time_zone?: string } => {
  const zone = timeZoneOf(form);
  return { language, ...(zone && { time_zone: zone }) };
};
