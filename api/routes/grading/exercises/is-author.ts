import { decide } from '#domain/permissions.ts';
import type { Viewer } from '#api/viewer.ts';

/** Whether a person writes exercises, and so sees drafts too. */
export const isAuthor = (viewer: Viewer): boolean => decide('exercises.author', viewer) === 'allowed';
