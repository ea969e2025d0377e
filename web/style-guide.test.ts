import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const source = path.join(import.meta.dirname, 'src');
const guide = 'routes/styleguide';

/** Components that have no place of their own in the style guide, and why. */
const elsewhere: Record<string, string> = {
  'grading/EditorBar': 'part of CodeEditor, which is shown',
  'grading/SourceWarnings': 'part of Source, which is shown with one',
  'grading/SymbolBar': 'part of CodeEditor, on a screen that is touched',
  'shell/AccountMenu': 'part of SiteHeader',
  'shell/AccountPage': 'the frame of a whole page, which it gives its title',
  'shell/BrowserTimeZone': 'a field that nobody sees',
  'shell/DemoEntrance': 'signs in whoever presses it',
  'shell/DetailLayout': 'the frame of a whole page',
  'shell/ErasureBanner': 'a Banner, which is shown, with a sentence and a form that does something',
  'shell/LanguageMenu': 'part of SiteFooter',
  'shell/ListPage': 'the frame of a whole page',
  'shell/NotificationBell': 'part of SiteHeader, and follows what happens to whoever is signed in',
  'shell/PageHeader': 'the head of a whole page',
  'shell/SearchButton': 'part of SiteHeader',
  'shell/SearchPalette': 'opened by SearchButton, over every page',
  'shell/SiteFooter': 'the end of every page, the style guide’s own included',
  'shell/SiteHeader': 'the head of every page, the style guide’s own included',
  'shell/ThemeToggle': 'part of SiteHeader',
  'shell/UnverifiedBanner': 'a Banner, which is shown, with a sentence and a form that does something',
  'shell/ViewingBanner': 'a Banner, which is shown, with a sentence and a form that does something',
  'ui/Toasts': 'where each Toast, which is shown, appears on every page',
};

const components = readdirSync(path.join(source, 'lib/components'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.svelte'))
  .map((file) => file.slice(0, -'.svelte'.length))
  .sort();

const inGuide = readdirSync(path.join(source, guide))
  .filter((file) => file.endsWith('.svelte'))
  .map((file) => readFileSync(path.join(source, guide, file), 'utf8'))
  .join('\n');

const isShown = (component: string): boolean => {
  const name = path.basename(component);
  return (
    inGuide.includes(`import ${name} from '#lib/components/${component}.svelte'`) &&
    new RegExp(`<${name}\\b`).test(inGuide)
  );
};

test('every component stands in the style guide, or it is said here why not', () => {
  const lacking = components
    .filter((component) => !isShown(component) && !(component in elsewhere))
    .map(
      (component) =>
        `${component} is not in the style guide: show its states in web/src/${guide}, or say in this test why it has no place there.`,
    );
  expect(lacking).toEqual([]);
});

test('what is said to have no place in the style guide is there as a component, and has none', () => {
  const wrong = Object.keys(elsewhere).flatMap((component) => {
    if (!components.includes(component))
      return [`${component} is no component any more: take it out of this test.`];
    return isShown(component)
      ? [`${component} stands in the style guide after all: take it out of this test.`]
      : [];
  });
  expect(wrong).toEqual([]);
});
