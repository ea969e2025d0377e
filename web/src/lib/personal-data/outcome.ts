/** What became of one of the page's forms: `done` when it worked; else why not, and the reasons by field. */
export type Outcome = {
  form: 'archive' | 'erase' | 'keep';
  done?: string;
  message?: string;
  errors?: Record<string, string[]>;
};
