type Colour = { light: string; dark: string };

/** The site's colours (web/src/lib/styles/tokens.css), written out: mail programs know no variables. */
export const colours = {
  background: { light: '#F7F6F2', dark: '#121715' },
  surface: { light: '#FFFFFF', dark: '#1A211E' },
  text: { light: '#1C2321', dark: '#E8EBE6' },
  muted: { light: '#5A645F', dark: '#A3AEA8' },
  line: { light: '#DEDCD4', dark: '#2C3531' },
  field: { light: '#868D87', dark: '#6F7B75' },
  primary: { light: '#14624F', dark: '#5CC5A4' },
  here: { light: '#B4480F', dark: '#F59A5B' },
  onPrimary: { light: '#FFFFFF', dark: '#0B1A15' },
} as const satisfies Record<string, Colour>;

type Property = 'background' | 'color' | 'border-color';

/** What is coloured, by its class. */
const coloured = {
  page: { background: colours.background, color: colours.text },
  paper: { background: colours.surface, 'border-color': colours.line },
  muted: { color: colours.muted },
  action: { background: colours.primary, color: colours.onPrimary },
  quotation: { 'border-color': colours.line },
  'blaze-done': { background: colours.primary },
  'blaze-here': { 'border-color': colours.here },
  'blaze-ahead': { 'border-color': colours.field },
} as const satisfies Record<string, Partial<Record<Property, Colour>>>;

/** The light colours of a class, for a `style` attribute: what all programs read. */
export const lightStyle = (name: keyof typeof coloured): string =>
  Object.entries(coloured[name])
    .map(([property, { light }]) => `${property}:${light}`)
    .join(';');

/** A style sheet for the programs that read one: dark where their reader wants it, and less margin on a phone. */
export const styleSheet = `@media (prefers-color-scheme:dark){${Object.entries(coloured)
  .map(
    ([name, properties]) =>
      `.${name}{${Object.entries(properties)
        .map(([property, { dark }]) => `${property}:${dark}!important`)
        .join(';')}}`,
  )
  .join('')}}
@media (max-width:480px){.page{padding:12px 8px!important}.paper{padding:20px 16px!important}}`;
