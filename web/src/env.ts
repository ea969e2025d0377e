import { defineEnvVars } from '@sveltejs/kit/env';

/** What the site reads from its environment; each has a value that works on one machine. */
export const variables = defineEnvVars({
  API_URL: { description: 'Where the API listens.', schema: (value) => value ?? 'http://127.0.0.1:8000' },
  SITE_URL: {
    description: 'The address people use; https makes cookies Secure.',
    schema: (value) => value ?? 'http://localhost:3000',
  },
  FORWARD_SECRET: {
    description: 'Shared with the API, which then believes the client address the site forwards.',
    schema: (value) => value ?? '',
  },
  INBOX_URL: {
    description: 'The page of the local mail catcher; only a demo shows it.',
    schema: (value) => value ?? '',
  },
  DEMO_CONTROL_URL: {
    description:
      'Where a demo’s supervisor takes the wish to kill the grading worker; only npm start sets it.',
    schema: (value) => value ?? '',
  },
  DEMO_CONTROL_TOKEN: { description: 'What that wish must carry.', schema: (value) => value ?? '' },
  WAYMARK_MODE: {
    description: 'demo, production or test. Only a demo shows its accounts.',
    schema: (value) => (value === 'production' || value === 'test' ? value : 'demo'),
  },
});
