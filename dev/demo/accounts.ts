import type { Role } from '#domain/permissions.ts';

export const demoPassword = 'learn-by-doing-1';

export type DemoAccount = {
  email: string;
  name: string;
  role: Role;
  timeZone?: string;
  track?: 'DP' | 'FSD';
};

export type DemoOrganisation = {
  slug: string;
  name: string;
  /** Replaces the site's primary colour. */
  primaryColour: string | null;
  accounts: DemoAccount[];
  /** Student's e-mail or child's name → trainer's e-mail. */
  trainers: Record<string, string>;
  /** Parent's e-mail → names of children without an address of their own. */
  children: Record<string, string[]>;
};

/** The demo's people. All have the same password and a verified address; the first seven are printed by `npm start`. */
export const demoOrganisations: DemoOrganisation[] = [
  {
    slug: 'demo',
    name: 'Waymark Demo School',
    primaryColour: null,
    accounts: [
      {
        email: 'student@example.com',
        name: 'Mina Okafor',
        role: 'student',
        timeZone: 'Europe/Berlin',
        track: 'DP',
      },
      {
        email: 'student2@example.com',
        name: 'Leo Brandt',
        role: 'student',
        timeZone: 'Europe/Berlin',
        track: 'FSD',
      },
      { email: 'trainer@example.com', name: 'Tomas Lindqvist', role: 'trainer', timeZone: 'Europe/Berlin' },
      { email: 'parent@example.com', name: 'Ana Ruiz', role: 'parent', timeZone: 'Europe/Madrid' },
      { email: 'admin@example.com', name: 'Grace Amadi', role: 'admin', timeZone: 'Europe/Berlin' },
      {
        email: 'superadmin@example.com',
        name: 'Robin Keller',
        role: 'superadmin',
        timeZone: 'Europe/Berlin',
      },
      {
        email: 'student3@example.com',
        name: 'Yuki Tanaka',
        role: 'student',
        timeZone: 'Asia/Tokyo',
        track: 'DP',
      },
      {
        email: 'student4@example.com',
        name: 'Fatima Haddad',
        role: 'student',
        timeZone: 'Africa/Cairo',
        track: 'FSD',
      },
    ],
    trainers: {
      'student@example.com': 'trainer@example.com',
      'student2@example.com': 'trainer@example.com',
      'student3@example.com': 'trainer@example.com',
      'student4@example.com': 'trainer@example.com',
      'Nico Ruiz': 'trainer@example.com',
    },
    children: { 'parent@example.com': ['Nico Ruiz', 'Elena Ruiz'] },
  },
  {
    slug: 'other',
    name: 'Harbour Coding Club',
    primaryColour: '#7A3E9D',
    accounts: [
      { email: 'outsider@example.com', name: 'Jonas Weber', role: 'student' },
      { email: 'other-trainer@example.com', name: 'Ingrid Solberg', role: 'trainer' },
      { email: 'other-admin@example.com', name: 'Paulo Mendes', role: 'admin' },
    ],
    trainers: { 'outsider@example.com': 'other-trainer@example.com' },
    children: {},
  },
];
