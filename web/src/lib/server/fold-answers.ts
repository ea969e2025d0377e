import type MarkdownIt from 'markdown-it';

type Parser = InstanceType<typeof MarkdownIt>;
type Token = ReturnType<Parser['parse']>[number];

/** How the answers to a lesson's questions begin, in the languages that lessons are written in. */
const word = /^(Answers|Antworten|الأجوبة)\.$/u;

const opening = (token: Token | undefined): string | null => {
  const [open, text] = token?.type === 'inline' ? (token.children ?? []) : [];
  return open?.type === 'em_open' ? (word.exec(text?.content ?? '')?.[1] ?? null) : null;
};

/** For markdown-it: a paragraph that begins with “*Answers.*” is folded away under that word, so that a reader can think first. */
export const foldAnswers = (markdown: Parser): void => {
  markdown.core.ruler.push('fold_answers', ({ tokens, Token }) => {
    for (let index = tokens.length - 2; index > 0; index -= 1) {
      const title = opening(tokens[index]);
      if (title === null) continue;
      const [answer, end] = [tokens[index]!, tokens[index + 1]!];
      answer.children = (answer.children ?? []).slice(3);
      const first = answer.children[0];
      if (first?.type === 'text') first.content = first.content.trimStart();
      const token = (type: string, tag: string, nesting: 1 | -1) =>
        Object.assign(new Token(type, tag, nesting), { block: true });
      const label = Object.assign(new Token('inline', '', 0), {
        children: [Object.assign(new Token('text', '', 0), { content: title })],
      });
      tokens.splice(
        index - 1,
        3,
        token('details_open', 'details', 1),
        token('summary_open', 'summary', 1),
        label,
        token('summary_close', 'summary', -1),
        token('paragraph_open', 'p', 1),
        answer,
        end,
        token('details_close', 'details', -1),
      );
    }
  });
};
