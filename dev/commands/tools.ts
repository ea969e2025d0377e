import path from 'node:path';
import process from 'node:process';
import { root } from '../platform/settings.ts';
import { stream } from '../processes/stream.ts';

const packages = path.join(root, 'node_modules');

/** A tool of the dependencies, run with this Node. @returns its exit code */
function tool(file: string, parameters: string[], folder = root): Promise<number> {
  return stream(process.execPath, [path.join(packages, file), ...parameters], { folder });
}

/** Types of everything but the site. */
export const checkTypes = () => tool('typescript/bin/tsc', ['--project', root]);

/** Types and accessibility of the site. SvelteKit writes the types of its routes first. */
export async function checkSite(): Promise<number> {
  const site = path.join(root, 'web');
  return (
    (await tool('@sveltejs/kit/svelte-kit.js', ['sync'], site)) ||
    tool('svelte-check/bin/svelte-check', ['--tsconfig', './tsconfig.json', '--fail-on-warnings'], site)
  );
}

export const lint = (parameters: string[] = []) =>
  tool('eslint/bin/eslint.js', ['--max-warnings', '0', ...parameters, '.']);

export const checkFormat = () => tool('prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']);

export const writeFormat = () => tool('prettier/bin/prettier.cjs', ['--write', '--list-different', '.']);

export const vitest = (parameters: string[]) => tool('vitest/vitest.mjs', ['run', ...parameters]);
