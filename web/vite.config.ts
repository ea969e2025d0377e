import adapter from '@sveltejs/adapter-node';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';

/**
 * The site's whole configuration: SvelteKit 3 takes its own here.
 * Scripts run only with this request's nonce. Styles may be inline, because CodeMirror and Svelte's transitions write them.
 */
export default defineConfig({
  plugins: [
    sveltekit({
      adapter: adapter({ precompress: true }),
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
    noExternal: [
      '@lucide/svelte',
      'bits-ui',
      'layerchart',
      'mode-watcher',
      'paneforge',
      'runed',
      'svelte-toolbelt',
    ],
  },
  server: { fs: { allow: ['..'] } },
  // Small fonts would be inlined as data: addresses, which font-src refuses.
  build: { target: 'es2023', assetsInlineLimit: 0 },
});
