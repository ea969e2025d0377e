export type Heading = { id: string; text: string };
export type Rendered = { html: string; headings: Heading[] };
export type MarkdownOptions = { startLevel?: number; prefix?: string };

/** A text to be made HTML of, away from the thread that answers requests. */
export type RenderJob =
  | { kind: 'markdown'; source: string; options: MarkdownOptions }
  | { kind: 'code'; code: string; language: string };

/** As it was written, without any form: what a reader gets where a text cannot be rendered. */
export const asWritten = (job: RenderJob): string =>
  job.kind === 'code'
    ? `<pre class="code" tabindex="0"><code>${escapeHtml(job.code)}</code></pre>`
    : `<p class="as-written">${escapeHtml(job.source)}</p>`;

export const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
