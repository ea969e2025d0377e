import { createHash } from 'node:crypto';

/**
 * Replaces this request's nonce, which must not be kept, by hashes of the scripts that carry it. Nobody can know a nonce before it is drawn, so
 * what carries it was written by us, whatever else the page holds.
 */
export function withHashes(html: string, policy: string): { html: string; policy: string } {
  const nonce = /'nonce-([\w+/=-]+)'/.exec(policy)?.[1];
  if (nonce === undefined) return { html, policy };
  const opening = `<script nonce="${nonce}">`;
  const hashes = new Set(
    html
      .split(opening)
      .slice(1)
      .map((rest) => rest.slice(0, rest.indexOf('</script>')))
      .map((script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`),
  );
  return {
    html: html.replaceAll(` nonce="${nonce}"`, ''),
    policy: policy.replaceAll(`'nonce-${nonce}'`, [...hashes].join(' ')),
  };
}
