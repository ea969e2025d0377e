import { API_URL, FORWARD_SECRET, INBOX_URL, SITE_URL, WAYMARK_MODE } from '$app/env/private';

/** The site's settings, read once from the environment (see src/env.ts). */
export const configuration = {
  apiUrl: API_URL.replace(/\/$/, ''),
  siteUrl: SITE_URL.replace(/\/$/, ''),
  forwardSecret: FORWARD_SECRET,
  demo: WAYMARK_MODE === 'demo',
  inboxUrl: WAYMARK_MODE === 'demo' && INBOX_URL !== '' ? INBOX_URL : null,
  secureCookies: SITE_URL.startsWith('https:'),
};
