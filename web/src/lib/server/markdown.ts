import MarkdownIt from 'markdown-it';
import sanitizeHtml from 'sanitize-html';
import { foldAnswers } from './fold-answers.ts';
import { highlight } from './highlight.ts';
import type { Heading, MarkdownOptions, Rendered } from './render-job.ts';

const slugOf = (text: string): string =>
  text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^\p{Letter}\p{Number}]+/gu, '-')
    .replace(/^-|-$/g, '') || 'section';

const markdown = new MarkdownIt({ html: false, linkify: true, typographer: true }).use(foldAnswers);

// Code is coloured after the cleaning: what stands here is only its place.
markdown.renderer.rules.fence = (tokens, index) => `<div data-code="${index}"></div>`;
markdown.renderer.rules.code_block = markdown.renderer.rules.fence;
/** A reader's browser asks no other site for a picture: it would tell that site who reads what. Such a picture is a link to it. */
markdown.renderer.rules.image = (tokens, index, options, environment, renderer) => {
  const image = tokens[index]!;
  const source = String(image.attrGet('src'));
  const isOfWeb = /^(?:https?:)?\/\//i.test(source);
  const name =
    renderer.renderInlineAsText(image.children ?? [], options, environment) || (isOfWeb ? source : '');
  if (!isOfWeb && !/^[a-z][a-z0-9+.-]*:/i.test(source)) {
    image.attrSet('alt', name);
    return renderer.renderToken(tokens, index, options);
  }
  const { escapeHtml } = markdown.utils;
  const before = tokens.slice(0, index).map(({ type }) => type);
  const inLink = before.lastIndexOf('link_open') > before.lastIndexOf('link_close');
  return inLink || !isOfWeb ? escapeHtml(name) : `<a href="${escapeHtml(source)}">${escapeHtml(name)}</a>`;
};
markdown.renderer.rules.table_open = () => '<div class="table-scroll" tabindex="0"><table>';
markdown.renderer.rules.table_close = () => '</table></div>';

const cleaning: sanitizeHtml.IOptions = {
  allowedTags: [...sanitizeHtml.defaults.allowedTags, 'img', 'del', 'details', 'summary'],
  allowedAttributes: {
    a: ['href', 'title', 'rel'],
    img: ['src', 'alt', 'title', 'width', 'height', 'loading'],
    div: ['data-code', 'class', 'tabindex'],
    h2: ['id'],
    h3: ['id'],
    h4: ['id'],
    ol: ['start'],
    th: ['style'],
    td: ['style'],
  },
  allowedClasses: { div: ['table-scroll'] },
  allowedStyles: { '*': { 'text-align': [/^(left|center|right)$/] } },
  allowedSchemes: ['http', 'https', 'mailto'],
  transformTags: {
    a: (tagName, attributes) => ({
      tagName,
      attribs: /^https?:/.test(attributes.href ?? '')
        ? { ...attributes, rel: 'noopener noreferrer' }
        : attributes,
    }),
  },
};

/** What render.ts tells of its `renderMarkdown`, done here and now: only a thread of its own may wait for it. */
export const renderMarkdown = async (
  source: string,
  { startLevel = 2, prefix = '' }: MarkdownOptions = {},
): Promise<Rendered> => {
  const tokens = markdown.parse(source, {});
  const headings: Heading[] = [];
  const seen = new Map<string, number>();
  const levels = tokens
    .filter((token) => token.type === 'heading_open')
    .map((token) => Number(token.tag.slice(1)));
  const shift = startLevel - Math.min(...levels, 6);
  const top = `h${startLevel}`;
  for (const [index, token] of tokens.entries()) {
    if (token.type !== 'heading_open' && token.type !== 'heading_close') continue;
    token.tag = `h${Math.min(6, Math.max(2, Number(token.tag.slice(1)) + shift))}`;
    if (token.type === 'heading_close') continue;
    const text = tokens[index + 1]?.children?.map((child) => child.content).join('') ?? '';
    const slug = prefix + slugOf(text);
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    const id = count === 0 ? slug : `${slug}-${count + 1}`;
    token.attrSet('id', id);
    if (token.tag === top) headings.push({ id, text });
  }
  const code = await Promise.all(
    tokens.map((token) =>
      token.type === 'fence' || token.type === 'code_block'
        ? highlight(token.content, token.info.trim().split(/\s+/)[0] ?? '')
        : null,
    ),
  );
  const cleaned = sanitizeHtml(markdown.renderer.render(tokens, markdown.options, {}), cleaning);
  return {
    html: cleaned.replace(
      /<div data-code="(\d+)"><\/div>/g,
      (_whole, index: string) => code[Number(index)] ?? '',
    ),
    headings,
  };
};
