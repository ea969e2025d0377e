import { problemsOfFiles } from '#domain/exercises/check-exercise-definition.ts';
import type { SourceFile } from '#domain/exercises/exercise-definition.ts';
import { ApiError } from './errors.ts';

export type CheckedSource = { language: string; files: SourceFile[] };

/**
 * Bounds what someone hands in.
 * @param limitBytes of all names and contents together, in UTF-8
 * @throws ApiError PAYLOAD_TOO_LARGE, or VALIDATION_ERROR with the reasons against file names
 */
export function checkSource(source: CheckedSource, limitBytes: number): CheckedSource {
  const bytes = source.files.reduce(
    (sum, { name, content }) => sum + Buffer.byteLength(name) + Buffer.byteLength(content),
    0,
  );
  if (bytes > limitBytes)
    throw new ApiError(
      'PAYLOAD_TOO_LARGE',
      `The files are ${(bytes / 1_000_000).toFixed(1)} MB together, and the limit is ${limitBytes / 1_000_000} MB. Make them smaller.`,
    );
  const problems = problemsOfFiles(source.files);
  if (problems.length > 0)
    throw new ApiError('VALIDATION_ERROR', 'Some files cannot be used. See the details.', {
      details: { files: problems },
    });
  return source;
}

/** @throws ApiError VALIDATION_ERROR that names the languages there are */
export function refuseLanguage(language: string, known: readonly string[]): void {
  if (known.includes(language)) return;
  throw new ApiError('VALIDATION_ERROR', `“${language}” cannot be used here.`, {
    details: { language: [`Choose one of: ${known.join(', ')}.`] },
  });
}
