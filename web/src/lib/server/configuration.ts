import {
  API_URL,
  DEMO_CONTROL_TOKEN,
  DEMO_CONTROL_URL,
  FORWARD_SECRET,
  INBOX_URL,
  SITE_URL,
  WAYMARK_MODE,
} from '$app/env/private';

/** The site's settings, read once from the environment (see src/env.ts). */
export const configuration = {
  apiUrl: API_URL.replace(/\/$/, ''),
  siteUrl: SITE_URL.replace(/\/$/, ''),
  forwardSecret: FORWARD_SECRET,
  demo: WAYMARK_MODE === 'demo',
  inboxUrl: WAYMARK_MODE === 'demo' && INBOX_URL !== '' ? INBOX_URL : null,
  /** How a demo kills its grading worker; null everywhere else, and the site then has no such button or action. */
  demoControl:
    WAYMARK_MODE === 'demo' && DEMO_CONTROL_URL !== '' && DEMO_CONTROL_TOKEN !== ''
      ? { url: DEMO_CONTROL_URL, token: DEMO_CONTROL_TOKEN }
      : null,
  secureCookies: SITE_URL.startsWith('https:'),
};
