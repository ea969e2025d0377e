/** What one picks of a long list: a course, an exercise, a student, a trainer. */
export type Choice = { value: string; label: string; detail?: string };

export const choosable = ['course', 'exercise', 'student', 'trainer'] as const;
export type Choosable = (typeof choosable)[number];
