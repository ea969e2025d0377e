/** How the workbench is divided, in percent: of its width for the statement, of what is left for the code. */
export type PaneSizes = { statement: number; editor: number };

export const paneCookie = 'waymark-panes';
export const usualPaneSizes: PaneSizes = { statement: 42, editor: 62 };
/** No pane is so small that nothing of it is seen. */
export const smallest = { statement: 20, work: 30, editor: 20, results: 12 };

/** Reads the cookie; anything that is no pair of possible sizes is as if it were not there. */
export const readPaneSizes = (cookie: string | undefined): PaneSizes => {
  const [statement = NaN, editor = NaN] = (cookie ?? '').split('-').map(Number);
  const possible =
    statement >= smallest.statement &&
    statement <= 100 - smallest.work &&
    editor >= smallest.editor &&
    editor <= 100 - smallest.results;
  return possible ? { statement, editor } : usualPaneSizes;
};

/** What to put into `document.cookie`: it is the server that divides the next page, so that nothing moves once scripts run. */
export const paneCookieOf = ({ statement, editor }: PaneSizes): string =>
  `${paneCookie}=${statement.toFixed(1)}-${editor.toFixed(1)}; path=/exercises; max-age=31536000; samesite=lax`;
