import type { Options, Plugin } from 'prettier';

/** Which of Prettier's parsers reads a kind of file, and what it needs. What is not named here is indented by the editor alone. */
const parsers: Record<string, { parser: string; plugins: () => Promise<Plugin>[] }> = {
  javascript: {
    parser: 'babel',
    plugins: () => [import('prettier/plugins/babel'), import('prettier/plugins/estree')],
  },
  typescript: {
    parser: 'babel-ts',
    plugins: () => [import('prettier/plugins/babel'), import('prettier/plugins/estree')],
  },
  html: {
    parser: 'html',
    plugins: () => [
      import('prettier/plugins/html'),
      import('prettier/plugins/postcss'),
      import('prettier/plugins/babel'),
      import('prettier/plugins/estree'),
    ],
  },
  css: { parser: 'css', plugins: () => [import('prettier/plugins/postcss')] },
};

/** Whether a whole formatter is there for a mode; else only its lines are indented anew. */
export const hasFormatter = (mode: string): boolean => mode in parsers;

/**
 * Code as Prettier writes it, which is fetched when it is first asked for.
 * @throws what the parser says, when the code cannot be parsed
 */
export const formatCode = async (mode: string, code: string, cursor: number, indent: string) => {
  const chosen = parsers[mode];
  if (!chosen) throw new Error(`There is no formatter for ${mode}`);
  const [prettier, ...plugins] = await Promise.all([import('prettier/standalone'), ...chosen.plugins()]);
  const options: Options & { cursorOffset: number } = {
    parser: chosen.parser,
    plugins,
    tabWidth: indent.length,
    cursorOffset: cursor,
  };
  return prettier.formatWithCursor(code, options);
};
