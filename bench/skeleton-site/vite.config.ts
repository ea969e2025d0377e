import adapter from '@sveltejs/adapter-node';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';

/** The least a SvelteKit site is made of: what `pages-origin` compares ours with. */
export default defineConfig({ plugins: [sveltekit({ adapter: adapter() })] });
