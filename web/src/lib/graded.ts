/** The kinds of exercise that this platform grades; the API's contract names more, for later. */
export const gradedKinds = ['program', 'function', 'class', 'algorithm', 'debug', 'fill_in'] as const;

/** The languages that this platform grades; the API's contract names more, for later. */
export const gradedLanguages = ['python', 'javascript', 'typescript', 'cpp'] as const;
