export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** Read in app.html too, before the first paint. */
const key = 'theme';

let chosen = $state<Theme>('system');

const apply = (value: string | null): void => {
  chosen = themes.find((theme) => theme === value) ?? 'system';
  // Without a value of its own the root has the tokens': what the system prefers.
  document.documentElement.style.colorScheme = chosen === 'system' ? '' : chosen;
};

/** The theme this browser's reader chose, in the browser; `system` while a page is rendered on the server. */
export const theme = {
  get chosen(): Theme {
    return chosen;
  },
};

/** Shows the theme now, in other tabs, and on later visits where the browser keeps things. */
export const chooseTheme = (wanted: Theme): void => {
  apply(wanted);
  try {
    localStorage.setItem(key, wanted);
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
  }
};

/**
 * Takes the choice of an earlier visit, and follows what is chosen in other tabs.
 * @returns ends the following
 */
export const followTheme = (): (() => void) => {
  try {
    apply(localStorage.getItem(key));
  } catch {
    // See chooseTheme.
  }
  const changed = (event: StorageEvent): void => {
    if (event.key === key) apply(event.newValue);
  };
  addEventListener('storage', changed);
  return () => removeEventListener('storage', changed);
};
