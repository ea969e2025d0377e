/**
 * Has a page's scripts fetched once it is painted: on a slow line they would take their share of what the page itself and its fonts need, and everything
 * works before they are there. `afterFirstPaint` of app.html waits, and fetches them all at once.
 * @returns `keep` notes a script that SvelteKit would have fetched with the page; `write` changes the page's start, which stays as it is where it is not
 * known (under `npm run dev`)
 */
export function scriptsAfterPaint(): { keep: (path: string) => void; write: (html: string) => string } {
  const paths: string[] = [];
  return {
    keep: (path) => void paths.push(path),
    write: (html) => {
      // The start is the last script of a page; what reads like it in a text is not touched.
      const at = Math.max(0, html.lastIndexOf('<script'));
      const start = html
        .slice(at)
        .replace(
          /(?<=\s)import\(("[^"\s]+\/entry\/start\.[\w-]+\.js")\)\.then\(/,
          (_whole, entry: string) => `afterFirstPaint(${asScript(paths)}).then(() => import(${entry})).then(`,
        );
      return html.slice(0, at) + start;
    },
  };
}

const asScript = (paths: readonly string[]): string =>
  JSON.stringify(paths).replaceAll('<', String.raw`\u003c`);
