import eslint from '@eslint/js';
import boundaries from 'eslint-plugin-boundaries';
import prettier from 'eslint-config-prettier';
import regexp from 'eslint-plugin-regexp';
import svelte from 'eslint-plugin-svelte';
import typescript from 'typescript-eslint';

const rooms = [
  'activities',
  'api',
  'bench',
  'content',
  'dev',
  'domain',
  'e2e',
  'migrations',
  'models',
  'sandbox',
  'temporal',
  'web',
  'workers',
  'workflows',
];

/** Which rooms a room may import, besides itself (docs/architecture.md). What is not listed here is refused. */
const mayImport = {
  web: [],
  api: ['domain', 'models', 'temporal'],
  workflows: ['domain'],
  activities: ['domain', 'models', 'sandbox', 'temporal'],
  workers: ['activities', 'temporal', 'sandbox', 'models', 'domain'],
  sandbox: [],
  domain: [],
  models: ['domain'],
  migrations: [],
  temporal: ['models', 'domain'],
  content: ['domain', 'models', 'temporal'],
  dev: rooms,
  bench: rooms,
  e2e: rooms,
};

/** Rooms of which only types may be imported: their values would drag I/O into where there may be none. */
const mayImportTypesOf = {
  api: ['workflows', 'sandbox'],
  workflows: ['activities', 'temporal', 'sandbox'],
  temporal: ['workflows'],
  workers: ['workflows'],
};

const fromRoom = (room) => ({ element: { type: room } });
const toRooms = (names) => ({ element: { types: { anyOf: names } } });

export default typescript.config(
  {
    ignores: [
      '**/node_modules/',
      '**/build/',
      '**/.svelte-kit/',
      '.data/',
      'content/*/exercises/',
      'web/src/lib/api/generated/',
      'coverage/',
      'workflows/histories/',
    ],
  },
  eslint.configs.recommended,
  typescript.configs.strict,
  svelte.configs.recommended,
  prettier,
  svelte.configs.prettier,
  {
    languageOptions: {
      globals: Object.fromEntries(
        [
          'process',
          'console',
          'URL',
          'fetch',
          'setTimeout',
          'clearTimeout',
          'setInterval',
          'window',
          'document',
        ].map((name) => [name, 'readonly']),
      ),
    },
    rules: {
      'no-console': 'off',
      // TypeScript does this better.
      'no-undef': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { ignoreRestSiblings: true, argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      // An index that was just checked, a row that a returning clause promises: an exclamation mark says so shorter than a guard that cannot fail.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/ban-ts-comment': 'error',
      '@typescript-eslint/no-invalid-void-type': 'off',
      // The rule takes the words after "svelte-ignore" for several codes of its own.
      'svelte/no-unused-svelte-ignore': 'off',
      // The site lives at the root of its origin: there is no base path to resolve.
      'svelte/no-navigation-without-resolve': 'off',
      // A text such as {' · '} keeps its spaces where the formatter breaks the line.
      'svelte/no-useless-mustaches': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^(\\.\\./){3}',
              message: 'Import by its room: #domain/…, #models/… (package.json, imports).',
            },
          ],
        },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'TSEnumDeclaration', message: 'Use a union of literals.' },
      ],
    },
  },
  {
    // What a stranger wrote is matched in these: no expression may take quadratic time over it.
    files: ['domain/**/*.ts', 'activities/**/*.ts', 'sandbox/**/*.ts'],
    ignores: ['**/*.test.ts'],
    plugins: { regexp },
    rules: {
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential', ignorePartial: false }],
    },
  },
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: typescript.parser } },
  },
  {
    files: ['**/*.ts', '**/*.svelte', '**/*.js', '**/*.mjs'],
    plugins: { boundaries },
    settings: {
      'import/resolver': { typescript: { alwaysTryTypes: true } },
      'boundaries/elements': rooms.map((room) => ({ type: room, pattern: room, partialMatch: false })),
      'boundaries/files': [{ category: 'test', pattern: ['**/*.test.ts', '*/testing/**'] }],
    },
    rules: {
      'boundaries/dependencies': [
        'error',
        {
          default: 'disallow',
          checkAllOrigins: true,
          message:
            '{{from.element.types}} may not import {{to.element.types}} (docs/architecture.md, rooms).',
          policies: [
            { from: fromRoom('*'), allow: { to: { module: { origin: ['external', 'core'] } } } },
            ...rooms.map((room) => ({
              from: fromRoom(room),
              allow: { to: toRooms([room, ...mayImport[room]]) },
            })),
            ...Object.entries(mayImportTypesOf).map(([room, others]) => ({
              from: fromRoom(room),
              allow: { to: toRooms(others), dependency: { kind: 'type' } },
            })),
            // A test may start real components and build what it tests.
            { from: { file: { categories: 'test' } }, allow: { to: toRooms(rooms) } },
            {
              from: fromRoom('workflows'),
              disallow: {
                to: { module: { origin: ['external', 'core'], source: '!@temporalio/workflow' } },
                dependency: { kind: 'value' },
              },
            },
            {
              from: { file: { categories: 'test' } },
              allow: { to: { module: { origin: ['external', 'core'] } } },
            },
          ],
        },
      ],
    },
  },
);
