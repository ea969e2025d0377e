import { existsSync } from 'node:fs';
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

const site = path.join(root, 'web');

/** Has SvelteKit write the types of its routes and the TypeScript settings that the site's files are read with. */
const syncSite = () => tool('@sveltejs/kit/svelte-kit.js', ['sync'], site);

/** Types and accessibility of the site. */
export async function checkSite(): Promise<number> {
  return (
    (await syncSite()) ||
    tool('svelte-check/bin/svelte-check', ['--tsconfig', './tsconfig.json', '--fail-on-warnings'], site)
  );
}

export const lint = (parameters: string[] = []) =>
  tool('eslint/bin/eslint.js', ['--max-warnings', '0', ...parameters, '.']);

export const checkFormat = () => tool('prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']);

export const writeFormat = () => tool('prettier/bin/prettier.cjs', ['--write', '--list-different', '.']);

export const vitest = (parameters: string[]) => tool('vitest/vitest.mjs', ['run', ...parameters]);

/** The tests that need no services (vitest.unit.config.ts). */
export async function unitTests(parameters: string[]): Promise<number> {
  if (!existsSync(path.join(site, 'node_modules/$app/tsconfig.json'))) await syncSite();
  return vitest(['--config', path.join(root, 'vitest.unit.config.ts'), ...parameters]);
}

/**
 * Format and lint of what is staged in git; what they change is staged too (package.json, lint-staged). What is not staged is put aside meanwhile.
 * No backup in git's stash: all worktrees of a clone share that one, and another's `git stash pop` would take it.
 */
export const checkStaged = () =>
  tool('lint-staged/bin/lint-staged.js', ['--relative', '--quiet', '--no-stash']);
