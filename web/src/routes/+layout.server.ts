import { configuration } from '#lib/server/configuration.ts';
import type { LayoutServerLoad } from './$types.d.ts';

export const load: LayoutServerLoad = ({ locals }) => ({ viewer: locals.viewer, demo: configuration.demo });
