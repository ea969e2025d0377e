import { lightStyle, styleSheet } from './colours.ts';
import type { Letter } from './letter.ts';
import { mailTexts } from './mail-texts.ts';

const font = `font-family:'Source Sans 3','Noto Sans Arabic','Segoe UI',Helvetica,Arial,sans-serif`;

/** The text part: what programs without HTML show, and what screen readers prefer. */
export function layOutText(letter: Letter): string {
  const { heading, paragraphs, quotation, action, note, unsubscribe } = letter;
  const { beforeAddress } = mailTexts(letter.language);
  // An address has a line of its own, which runs as addresses do.
  const link = ({ label, url }: { label: string; url: string }) => `${beforeAddress({ label })}\n${url}`;
  const parts = [heading, ...paragraphs];
  if (quotation !== undefined)
    parts.push(
      quotation
        .split('\n')
        .map((line) => `> ${line}`)
        .join('\n'),
    );
  if (action) parts.push(link(action));
  if (note !== undefined) parts.push(note);
  if (unsubscribe) parts.push(link(unsubscribe));
  return `${parts.join('\n\n')}\n\n--\nWaymark\n`;
}

/** The three blazes going uphill, as in the site's head: done, here, ahead. Mail programs draw no SVG. */
const logo = (
  [
    [0, 'blaze-done', 'width:6px;height:11px'],
    [5, 'blaze-here', 'width:3px;height:8px;border:2px solid'],
    [10, 'blaze-ahead', 'width:4px;height:9px;border:1px solid'],
  ] as const
)
  .map(
    ([height, name, look]) =>
      `<td style="padding:0 4px ${height}px 0;vertical-align:bottom;line-height:0"><div class="${name}" style="${look};${lightStyle(name)};border-radius:2px"></div></td>`,
  )
  .join('');

/**
 * The HTML part: one column, tables for the sake of older programs, the site's logo for a letterhead. Language and direction are said twice: many programs
 * show what is in the body only.
 */
export function layOutHtml(letter: Letter): string {
  const { language, direction, subject, heading, paragraphs, note, unsubscribe } = letter;
  const body = [
    `<h1 style="margin:0 0 16px;font-size:21px;line-height:1.3;font-weight:600">${escapeHtml(heading)}</h1>`,
    ...paragraphs.map((text) => `<p style="margin:0 0 16px">${escapeHtml(text)}</p>`),
    quotation(letter),
    button(letter),
    note === undefined
      ? ''
      : `<p class="muted" style="margin:0;font-size:15px;${lightStyle('muted')}">${escapeHtml(note)}</p>`,
    unsubscribe
      ? `<p style="margin:16px 0 0;font-size:13px"><a class="muted" href="${escapeHtml(unsubscribe.url)}" style="${lightStyle('muted')}">${escapeHtml(unsubscribe.label)}</a></p>`
      : '',
  ].join('\n');
  const reads = `lang="${language}" dir="${direction}"`;
  return `<!doctype html>
<html ${reads}><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${escapeHtml(subject)}</title><style>${styleSheet}</style></head>
<body class="page" style="margin:0;padding:24px 12px;${lightStyle('page')};${font};font-size:17px;line-height:1.6">
<table role="presentation" ${reads} align="center" cellpadding="0" cellspacing="0" style="max-width:560px;width:100%;margin:0 auto"><tr><td style="text-align:${start(letter)}">
<table role="presentation" dir="ltr" cellpadding="0" cellspacing="0" style="margin:0 0 16px"><tr>${logo}<td style="padding-left:8px;font-weight:600">Waymark</td></tr></table>
<div class="paper" style="padding:32px;border:1px solid;${lightStyle('paper')};border-radius:6px">
${body}
</div></td></tr></table></body></html>
`;
}

/** The side at which a line begins; mail programs do not know `inline-start`. */
const start = ({ direction }: Letter): 'left' | 'right' => (direction === 'rtl' ? 'right' : 'left');

/** Another person's words, in the direction that they are written in. */
function quotation(letter: Letter): string {
  if (letter.quotation === undefined) return '';
  const side = start(letter);
  const style = `margin:0 0 16px;padding:4px 0;padding-${side}:16px;border:0 solid;border-${side}-width:4px;${lightStyle('quotation')};white-space:pre-wrap`;
  return `<blockquote class="quotation" dir="auto" style="${style}">${escapeHtml(letter.quotation)}</blockquote>`;
}

function button(letter: Letter): string {
  if (!letter.action) return '';
  const { label, url } = letter.action;
  const style = `display:inline-block;padding:8px 24px;${lightStyle('action')};border-radius:6px;text-decoration:none;font-weight:600`;
  return `<p style="margin:0 0 16px"><a class="action" href="${escapeHtml(url)}" style="${style}">${escapeHtml(label)}</a></p>
<p class="muted" dir="ltr" style="margin:0 0 16px;font-size:13px;text-align:${start(letter)};${lightStyle('muted')};word-break:break-all">${escapeHtml(url)}</p>`;
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character]!);
}
