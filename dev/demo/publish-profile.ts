import type { DemoClient } from './client.ts';

/** The demo's student shows a public profile, at /people/mina. */
export async function publishProfile(client: DemoClient): Promise<void> {
  const student = await client.signIn('student@example.com');
  await student.put('/api/users/profile/public', {
    published: true,
    handle: 'mina',
    headline:
      'Learning Python after work, to turn the spreadsheets of our bakery into something that adds up by itself.',
    shows_achievements: true,
    shows_courses: true,
    shows_activity: true,
  });
}
