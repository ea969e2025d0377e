import type { Letter } from './letter.ts';

/** Colours of the site's light theme, written out: mail programs know no variables. */
const colours = {
  background: '#F7F6F2',
  surface: '#FFFFFF',
  text: '#1C2321',
  muted: '#5A645F',
  line: '#DEDCD4',
  primary: '#14624F',
  onPrimary: '#FFFFFF',
};

const font = `font-family:'Source Sans 3','Segoe UI',Helvetica,Arial,sans-serif`;

/** The text part: what programs without HTML show, and what screen readers prefer. */
export function layOutText({ heading, paragraphs, quotation, action, note }: Letter): string {
  const parts = [heading, ...paragraphs];
  if (quotation !== undefined)
    parts.push(
      quotation
        .split('\n')
        .map((line) => `> ${line}`)
        .join('\n'),
    );
  if (action) parts.push(`${action.label}:\n${action.url}`);
  if (note !== undefined) parts.push(note);
  return `${parts.join('\n\n')}\n\n--\nWaymark\n`;
}

/** The HTML part: one column, tables for the sake of older programs, three blazes for a letterhead. */
export function layOutHtml(letter: Letter): string {
  const { subject, heading, paragraphs, quotation, action, note } = letter;
  const blaze = `<td style="width:8px;height:16px;background:${colours.primary};border-radius:2px"></td>`;
  const gap = '<td style="width:4px"></td>';
  const body = [
    `<h1 style="margin:0 0 16px;font-size:21px;line-height:1.3;font-weight:600">${escapeHtml(heading)}</h1>`,
    ...paragraphs.map((text) => `<p style="margin:0 0 16px">${escapeHtml(text)}</p>`),
    quotation === undefined
      ? ''
      : `<blockquote style="margin:0 0 16px;padding:4px 0 4px 16px;border-left:4px solid ${colours.line};white-space:pre-wrap">${escapeHtml(quotation)}</blockquote>`,
    action ? button(action) : '',
    note === undefined
      ? ''
      : `<p style="margin:0;font-size:15px;color:${colours.muted}">${escapeHtml(note)}</p>`,
  ].join('\n');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(subject)}</title></head>
<body style="margin:0;padding:24px 12px;background:${colours.background};color:${colours.text};${font};font-size:17px;line-height:1.6">
<table role="presentation" align="center" cellpadding="0" cellspacing="0" style="max-width:560px;width:100%;margin:0 auto"><tr><td>
<table role="presentation" cellpadding="0" cellspacing="0" style="margin:0 0 16px"><tr>${blaze}${gap}${blaze}${gap}${blaze}<td style="padding-left:12px;font-weight:600">Waymark</td></tr></table>
<div style="padding:32px;background:${colours.surface};border:1px solid ${colours.line};border-radius:6px">
${body}
</div></td></tr></table></body></html>
`;
}

function button({ label, url }: { label: string; url: string }): string {
  const style = `display:inline-block;padding:8px 24px;background:${colours.primary};color:${colours.onPrimary};border-radius:6px;text-decoration:none;font-weight:600`;
  return `<p style="margin:0 0 16px"><a href="${escapeHtml(url)}" style="${style}">${escapeHtml(label)}</a></p>
<p style="margin:0 0 16px;font-size:13px;color:${colours.muted};word-break:break-all">${escapeHtml(url)}</p>`;
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
