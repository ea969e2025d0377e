import { problemsOfFiles } from '#domain/exercises/check-exercise-definition.ts';
import type { SourceFile } from '#domain/exercises/exercise-definition.ts';
import { fieldFault } from '#domain/field-faults.ts';
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
    throw new ApiError('source_too_large', {
      kilobytes: Math.ceil(bytes / 1000),
      limit: Math.floor(limitBytes / 1000),
    });
  const problems = problemsOfFiles(source.files);
  if (problems.length > 0)
    throw new ApiError(
      'files_not_usable',
      {},
      {
        reasons: { files: problems },
      },
    );
  return source;
}

/** @throws ApiError VALIDATION_ERROR that names the languages there are */
export function refuseLanguage(language: string, known: readonly string[]): void {
  if (known.includes(language)) return;
  throw new ApiError(
    'language_not_usable',
    { language },
    {
      reasons: { language: [fieldFault('unknown_language', { languages: known.join(', ') })] },
    },
  );
}
