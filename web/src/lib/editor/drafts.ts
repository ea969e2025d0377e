import type { SourceFile } from '#lib/api/types.ts';

export type Draft = { files: SourceFile[]; savedAt: string };

/** Where one person's unsaved work on one exercise in one language is kept in this browser. */
export const draftKey = (userId: string, slug: string, language: string): string =>
  `waymark:draft:${userId}:${slug}:${language}`;

const isDraft = (value: unknown): value is Draft =>
  typeof value === 'object' &&
  value !== null &&
  'files' in value &&
  Array.isArray(value.files) &&
  value.files.every(
    (file: unknown) =>
      typeof file === 'object' &&
      file !== null &&
      'name' in file &&
      'content' in file &&
      typeof file.content === 'string',
  );

/** The kept work, or null when there is none, it is damaged, or storage is forbidden. */
export const readDraft = (key: string): Draft | null => {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? 'null');
    return isDraft(value) ? value : null;
  } catch {
    return null;
  }
};

/** Keeps the work; false when the browser has no room or allows no storage. */
export const keepDraft = (key: string, files: SourceFile[]): boolean => {
  try {
    localStorage.setItem(key, JSON.stringify({ files, savedAt: new Date().toISOString() } satisfies Draft));
    return true;
  } catch {
    return false;
  }
};

/** The starter's files with a draft's contents in them: files the exercise no longer has are left out, new ones come as they are. */
export const mergeDraft = (starter: SourceFile[], draft: SourceFile[] | null | undefined): SourceFile[] =>
  starter.map((file) => ({
    name: file.name,
    content: draft?.find((kept) => kept.name === file.name)?.content ?? file.content,
  }));
