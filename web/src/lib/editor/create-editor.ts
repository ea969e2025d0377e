import { closeBrackets, closeBracketsKeymap } from '@codemirror/autocomplete';
import {
  defaultKeymap,
  history,
  historyKeymap,
  indentLess,
  indentMore,
  indentWithTab,
  redo,
  undo,
} from '@codemirror/commands';
import { bracketMatching, indentOnInput, indentUnit } from '@codemirror/language';
import { lintGutter, setDiagnostics, type Diagnostic } from '@codemirror/lint';
import { Compartment, EditorState, Prec, type Text } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { editorModes, modesByEnding } from '#lib/languages/generated.ts';
import type { CompilerMark } from './compiler-marks.ts';
import { completeIn, completion } from './completion.ts';
import { formatCode, hasFormatter } from './format.ts';
import { indentAll } from './indent-all.ts';
import { editorTheme } from './theme.ts';

export type Editor = {
  /** Shows a file; each keeps its own history and cursor. */
  open: (name: string) => void;
  /** Puts `content` into a file as one step that undo takes back. */
  replace: (name: string, content: string) => void;
  /** Marks the lines a compiler named, until they are edited away or replaced. */
  mark: (marks: CompilerMark[]) => void;
  /**
   * Writes the shown file anew: with a formatter where its language has one, else by indenting each line. One step for undo.
   * @returns false when it cannot be read and stays as it is
   */
  format: () => Promise<boolean>;
  /** Types `text` where the cursor is; closing brackets come by themselves as they do from a keyboard. */
  type: (text: string) => void;
  /** One step of indentation, back or forward in history. */
  press: (key: 'indent' | 'outdent' | 'undo' | 'redo') => void;
  /** @param at where the cursor goes, in characters from the beginning; absent: where it is */
  focus: (at?: number) => void;
  destroy: () => void;
};

type Options = {
  parent: HTMLElement;
  files: { name: string; content: string }[];
  language: string;
  label: (name: string) => string;
  onchange: (name: string, content: string) => void;
  onrun: () => void;
  onsubmit: () => void;
  onformat: () => void;
  /** True from Escape on: Tab then leaves the editor. */
  onleaving: (leaving: boolean) => void;
};

/** The name of how one file is written: as its ending says, else as the exercise's language is. */
const modeNameOf = (fileName: string, language: string): string =>
  modesByEnding[fileName.split('.').at(-1) ?? ''] ?? language;

const modeOf = (fileName: string, language: string) => editorModes[modeNameOf(fileName, language)];

const diagnosticOf = (document: Text, mark: CompilerMark): Diagnostic => {
  const line = document.line(Math.min(Math.max(1, mark.line), document.lines));
  const from = mark.column === null ? line.from : Math.min(line.from + mark.column - 1, line.to);
  return { from, to: line.to, severity: mark.severity, message: mark.message };
};

/** A CodeMirror over one or several files. Ctrl or Cmd with Enter runs, with Shift too submits. */
export const createEditor = (options: Options): Editor => {
  const languageSlot = new Compartment();
  const states = new Map<string, EditorState>();
  let current = options.files[0]?.name ?? '';
  let marks: CompilerMark[] = [];

  const run = () => (options.onrun(), true);
  const submit = () => (options.onsubmit(), true);
  const tidy = () => (options.onformat(), true);

  const extensionsOf = (name: string) => [
    lineNumbers(),
    highlightActiveLineGutter(),
    highlightActiveLine(),
    history(),
    drawSelection(),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    completion(),
    lintGutter(),
    indentUnit.of(modeOf(name, options.language)?.indent ?? '  '),
    EditorState.tabSize.of(4),
    EditorView.lineWrapping,
    languageSlot.of([]),
    editorTheme,
    // Before the defaults: they use Ctrl+Enter for a blank line.
    keymap.of([
      { key: 'Mod-Shift-Enter', run: submit },
      { key: 'Mod-Enter', run },
      { key: 'Shift-Alt-f', run: tidy },
      ...closeBracketsKeymap,
      ...defaultKeymap,
      ...historyKeymap,
      indentWithTab,
    ]),
    EditorView.contentAttributes.of({
      'aria-label': options.label(name),
      tabindex: '0',
      autocapitalize: 'off',
      spellcheck: 'false',
    }),
    // Before the keys of anything that is open and closed by Escape: it lets Tab leave all the same.
    Prec.highest(
      EditorView.domEventHandlers({
        keydown: (event, view) => {
          if (event.key !== 'Escape') return false;
          view.setTabFocusMode(true);
          options.onleaving(true);
          return false;
        },
        blur: (_event, view) => {
          view.setTabFocusMode(false);
          options.onleaving(false);
        },
      }),
    ),
    EditorView.updateListener.of((update) => {
      if (!update.docChanged) return;
      update.view.setTabFocusMode(false);
      options.onleaving(false);
      options.onchange(current, update.state.doc.toString());
    }),
  ];

  const view = new EditorView({ parent: options.parent });

  const showMarks = () => {
    const own = marks.filter((mark) => mark.file === current);
    view.dispatch(
      setDiagnostics(
        view.state,
        own.map((mark) => diagnosticOf(view.state.doc, mark)),
      ),
    );
  };

  const loadLanguage = async (name: string) => {
    const support = await modeOf(name, options.language)?.load();
    if (!support || name !== current) return;
    view.dispatch({ effects: languageSlot.reconfigure([support, completeIn(support)]) });
  };

  const stateOf = (name: string): EditorState => {
    const kept = states.get(name);
    if (kept) return kept;
    const content = options.files.find((file) => file.name === name)?.content ?? '';
    return EditorState.create({ doc: content, extensions: extensionsOf(name) });
  };

  const open = (name: string) => {
    if (view.state.doc.length > 0 || states.size > 0) states.set(current, view.state);
    current = name;
    view.setState(stateOf(name));
    showMarks();
    void loadLanguage(name);
  };

  view.setState(stateOf(current));
  states.set(current, view.state);
  void loadLanguage(current);

  return {
    open,
    replace: (name, content) => {
      if (name !== current) open(name);
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: content } });
    },
    mark: (next) => {
      marks = next;
      showMarks();
    },
    format: async () => {
      const { state } = view;
      const name = modeNameOf(current, options.language);
      if (!hasFormatter(name)) {
        view.dispatch({ changes: indentAll(state), userEvent: 'input.format' });
        return true;
      }
      const before = state.doc.toString();
      const indent = editorModes[name]?.indent ?? '  ';
      const written = await formatCode(name, before, state.selection.main.head, indent).catch(() => null);
      if (!written) return false;
      // What was typed while the formatter was fetched is newer than what it read.
      if (written.formatted === before || view.state.doc !== state.doc) return true;
      view.dispatch({
        changes: { from: 0, to: before.length, insert: written.formatted },
        selection: { anchor: Math.min(Math.max(0, written.cursorOffset), written.formatted.length) },
        userEvent: 'input.format',
      });
      return true;
    },
    type: (text) => {
      const { from, to } = view.state.selection.main;
      const handled = view.state
        .facet(EditorView.inputHandler)
        .some((handler) =>
          handler(view, from, to, text, () =>
            view.state.update(view.state.replaceSelection(text), { userEvent: 'input.type' }),
          ),
        );
      if (!handled) view.dispatch(view.state.replaceSelection(text), { userEvent: 'input.type' });
      view.focus();
    },
    press: (key) => {
      ({ indent: indentMore, outdent: indentLess, undo, redo })[key](view);
      view.focus();
    },
    focus: (at) => {
      if (at !== undefined) view.dispatch({ selection: { anchor: Math.min(at, view.state.doc.length) } });
      view.focus();
    },
    destroy: () => view.destroy(),
  };
};
