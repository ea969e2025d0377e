/** What was typed into one of the page's forms. */
type Typed = {
  form: 'comment' | 'again' | 'override' | 'review';
  body?: string;
  reason?: string;
  score?: string;
  verdict?: string;
};

/** What the page's actions answer. */
export type ActionAnswer =
  | { done?: string; undo?: string[]; message?: string; errors?: Record<string, string[]>; values?: Typed }
  | null
  | undefined;
