import { parentPort } from 'node:worker_threads';
import { highlight } from './highlight.ts';
import { renderMarkdown } from './markdown.ts';
import type { RenderJob, Rendered } from './render-job.ts';

// Colours are loaded before the first text comes: loading is nobody's deadline.
await highlight('', 'python');

/** What a thread of the pool does with one text: says that it begins, so that its deadline runs from now on and not from when it was queued, and renders it. */
export default async function render({ id, job }: { id: string; job: RenderJob }): Promise<Rendered> {
  parentPort?.postMessage({ begun: id });
  return job.kind === 'markdown'
    ? renderMarkdown(job.source, job.options)
    : { html: await highlight(job.code, job.language), headings: [] };
}
