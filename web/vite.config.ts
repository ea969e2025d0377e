import adapter from '@sveltejs/adapter-node';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';
import { messageCatalogue } from './message-catalogue.ts';

/**
 * What every page needs travels in one file: a phone on a slow line pays for each request, and one large file compresses better than thirty small ones.
 * These are the packages that run every page, and our components without a library of their own; what brings one along (dialogs, menus, the editor)
 * stays with its pages. SvelteKit looks for its own entries in files of theirs.
 */
const everyPage = [
  /\/node_modules\/(?:svelte|@sveltejs\/kit|devalue|esm-env|clsx)\/(?!.*node_modules)/,
  /\/src\/lib\/components\/(?:shell|trail)\/(?!NextStep|Steps|SearchPalette)/,
  /\/src\/lib\/components\/people\/Avatar/,
  /\/src\/lib\/components\/ui\/(?:Button|Badge|Card|Disclosure|Notice|EmptyState|Prose|Time|FormOutcome|busy-form|Toasts|toasts)/,
];
/** Texts of the areas that learners and visitors meet: one file a language. Each other area is a file of its own. */
const everydayTexts = /virtual:texts\/(\w[\w-]*)\/(?:common|errors|landing|courses|dashboard|exercises)$/;

const chunks = [
  // Else it lies in the file of one language, which every other would fetch with it.
  { name: 'plurals', test: /\/node_modules\/(?:@messageformat|make-plural)\//, priority: 1 },
  {
    name: (id: string) => `texts-${everydayTexts.exec(id)?.[1]}`,
    test: everydayTexts,
  },
  {
    name: 'base',
    test: (id: string) =>
      everyPage.some((each) => each.test(id)) && !/runtime\/client\/(?:client-)?entry\.js$/.test(id),
  },
];

/**
 * The site's whole configuration: SvelteKit 3 takes its own here.
 * Scripts run only with this request's nonce. Styles may be inline, because CodeMirror and Svelte's transitions write them.
 */
export default defineConfig({
  plugins: [
    messageCatalogue(),
    sveltekit({
      adapter: adapter({ precompress: true }),
      inlineStyleThreshold: 32_768,
      csp: {
        mode: 'nonce',
        directives: {
          'default-src': ['self'],
          'script-src': ['self'],
          'style-src': ['self', 'unsafe-inline'],
          'img-src': ['self', 'data:'],
          'font-src': ['self'],
          'connect-src': ['self'],
          'object-src': ['none'],
          'base-uri': ['self'],
          'form-action': ['self'],
          'frame-ancestors': ['none'],
        },
      },
    }),
  ],
  // web/package.json names no dependencies (the root's does), so Vite must be told which packages hold Svelte components, and where fonts lie.
  ssr: {
    // It starts its threads from files of its own.
    external: ['piscina'],
    noExternal: ['@lucide/svelte', 'bits-ui', 'layerchart', 'paneforge', 'runed', 'svelte-toolbelt'],
  },
  server: { fs: { allow: ['..'] } },
  // Small fonts would be inlined as data: addresses, which font-src refuses.
  build: { target: 'es2023', assetsInlineLimit: 0 },
  environments: { client: { build: { rolldownOptions: { output: { codeSplitting: { groups: chunks } } } } } },
});
