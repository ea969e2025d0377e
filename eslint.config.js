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

/** What TypeScript's own program (tsconfig.json) knows: rules that read types look at these. The site's files stay with the rules that do not. */
const typed = rooms.filter((room) => room !== 'web').map((room) => `${room}/**/*.ts`);

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
  {
    files: typed,
    extends: [typescript.configs.strictTypeCheckedOnly],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true, allowNullish: false },
      ],
      // `return answer(404)` ends a handler, and a short arrow may hold a call that returns nothing.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // Says of `() => void count++` that it is meaningless; it keeps the number from being returned.
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      // Fastify's plugins and routes, activities and fakes are async by contract, whether or not they wait.
      '@typescript-eslint/require-await': 'off',
      // Our objects are closures without `this`; taking a method out of one is safe and common.
      '@typescript-eslint/unbound-method': 'off',
      // Sees neither what a closure assigns nor that a row written by hand as a type may lack a column.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // A callback names what its call throws (Node's ErrnoException) where a catch block would need a cast.
      '@typescript-eslint/use-unknown-in-catch-callback-variable': 'off',
      // Of text the spread's code points are wanted, of a row (Objection's model) its columns.
      '@typescript-eslint/no-misused-spread': 'off',
      // `string | 'all'` tells the reader of the one special word.
      '@typescript-eslint/no-redundant-type-constituents': 'off',
      // Temporal's and the picture library's enums are numbers whose name stands beside them; importing them would load the library.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      '@typescript-eslint/no-unsafe-enum-comparison': 'off',
      // Libraries declare Node's streams by their interfaces; a cast gives the class back.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
    },
  },
  {
    files: ['**/*.test.ts', '*/testing/**/*.ts'],
    rules: {
      // What an answer or a row holds is what the test finds out; a wrong guess fails it.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/restrict-template-expressions': 'off',
      // `dataOf<Course>(answer)` is a cast with a name.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
    },
  },
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
              regex: `^(\\.\\./){3}|^(\\.\\./)+(${rooms.join('|')})/`,
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
    // docs/how-to/add-a-component.md: what is for every page knows none of them.
    files: ['web/src/lib/components/ui/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^(#lib/components|\\.\\.)/(shell|trail|grading|people|processes)/',
              message: 'The parts of ui know nothing of the site around them.',
            },
          ],
        },
      ],
    },
  },
  {
    // What a stranger wrote is matched in every room: no expression may take quadratic time over it.
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
