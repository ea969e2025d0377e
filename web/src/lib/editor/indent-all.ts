import { ensureSyntaxTree, indentRange } from '@codemirror/language';
import type { ChangeSpec, EditorState } from '@codemirror/state';

/** How long the whole file may take to be parsed, in ms; what is not read by then keeps its indentation. */
const parsingTime = 500;

/** Indents each line as its language says, but never what lies inside a string or a comment: that would change what a program prints. */
export const indentAll = (state: EditorState): ChangeSpec[] => {
  const tree = ensureSyntaxTree(state, state.doc.length, parsingTime);
  const changes: ChangeSpec[] = [];
  // What was parsed just now is known to the state after this one only.
  indentRange(state.update({}).state, 0, tree?.length ?? 0).iterChanges(
    (from, to, _fromAfter, _toAfter, insert) => {
      const begun = tree?.resolveInner(state.doc.lineAt(from).from, 0);
      if (!begun || /String|Comment/.test(begun.name)) return;
      changes.push({ from, to, insert });
    },
  );
  return changes;
};
