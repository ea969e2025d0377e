import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

/** The editor in the site's tokens; light-dark() follows the page, so one theme serves both. */
export const editorTheme = [
  EditorView.theme({
    '&': {
      blockSize: '100%',
      backgroundColor: 'var(--surface)',
      color: 'var(--text)',
      fontSize: 'var(--editor-size, 0.9375rem)',
    },
    '.cm-scroller': { fontFamily: 'var(--mono)', fontVariantLigatures: 'none', lineHeight: '1.6' },
    '.cm-content': { caretColor: 'var(--text)', paddingBlock: '12px' },
    '.cm-line': { paddingInline: '12px 16px' },
    '.cm-cursor': { borderInlineStartColor: 'var(--text)', borderInlineStartWidth: '2px' },
    '.cm-gutters': { backgroundColor: 'var(--surface)', color: 'var(--muted)', border: '0' },
    '.cm-lineNumbers .cm-gutterElement': { paddingInline: '16px 4px', minInlineSize: '2.5rem' },
    '.cm-activeLine, .cm-activeLineGutter': {
      backgroundColor: 'color-mix(in oklab, var(--text) 4%, transparent)',
    },
    '&.cm-focused': { outline: 'none' },
    '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
      backgroundColor: 'color-mix(in oklab, var(--primary) 25%, transparent) !important',
    },
    '&.cm-focused .cm-matchingBracket': {
      backgroundColor: 'color-mix(in oklab, var(--primary) 22%, transparent)',
      outline: '1px solid var(--primary)',
    },
    '.cm-tooltip': {
      backgroundColor: 'var(--surface)',
      color: 'var(--text)',
      border: '1px solid var(--line)',
      borderRadius: '6px',
      boxShadow: 'var(--shadow-overlay)',
      fontFamily: 'var(--sans)',
    },
    '.cm-tooltip.cm-tooltip-autocomplete > ul': {
      fontFamily: 'var(--mono)',
      fontSize: 'var(--size-13)',
      maxBlockSize: '12em',
    },
    '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '2px 12px', fontVariantLigatures: 'none' },
    '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
      backgroundColor: 'var(--primary)',
      color: 'var(--on-primary)',
    },
    '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '600' },
    '.cm-completionDetail': { color: 'inherit', fontStyle: 'normal' },
    '.cm-diagnostic': { padding: '6px 12px', borderInlineStartWidth: '3px' },
    '.cm-panels': { backgroundColor: 'var(--sunken)', color: 'var(--text)' },
  }),
  syntaxHighlighting(
    HighlightStyle.define([
      {
        tag: [tags.keyword, tags.modifier, tags.operatorKeyword, tags.controlKeyword],
        color: 'light-dark(#8a2a5b, #e59ac2)',
      },
      { tag: [tags.string, tags.special(tags.string), tags.regexp], color: 'light-dark(#1b6b3c, #8fd6a6)' },
      { tag: [tags.number, tags.bool, tags.null, tags.atom], color: 'light-dark(#9a4a00, #f0b07a)' },
      {
        tag: [
          tags.function(tags.variableName),
          tags.function(tags.propertyName),
          tags.definition(tags.function(tags.variableName)),
        ],
        color: 'light-dark(#1a5a8f, #8cc3f0)',
      },
      {
        tag: [tags.typeName, tags.className, tags.namespace, tags.tagName],
        color: 'light-dark(#5a4a9c, #b9aef2)',
      },
      { tag: [tags.propertyName, tags.attributeName], color: 'light-dark(#33566b, #a9cbdc)' },
      { tag: [tags.comment, tags.meta], color: 'var(--muted)', fontStyle: 'italic' },
      { tag: tags.invalid, color: 'var(--bad)' },
    ]),
  ),
];
