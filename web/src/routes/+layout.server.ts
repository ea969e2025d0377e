import { configuration } from '#lib/server/configuration.ts';
import type { LayoutServerLoad } from './$types.d.ts';

export const load: LayoutServerLoad = ({ locals }) => ({
  viewer: locals.viewer,
  language: locals.language,
  demo: configuration.demo,
  // A page that somebody may keep is the same each time.
  ...(locals.viewer && { loadedAt: Date.now() }),
});
