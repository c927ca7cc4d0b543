// The SQL editor. It lives in a shadow root: there its styles are adopted sheets, which the page's content security
// policy allows, while in the document they would be a <style> element, which it forbids.
import { acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { PostgreSQL, sql, type SQLNamespace } from '@codemirror/lang-sql';
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, lintGutter, setDiagnostics } from '@codemirror/lint';
import { Compartment, EditorState, Prec } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers, placeholder } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import type { CatalogueTable } from '../api_types';

const colors = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword], color: 'var(--accent)', fontWeight: '550' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--good)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--warn)' },
  { tag: [tags.comment], color: 'var(--text-muted)', fontStyle: 'italic' },
  { tag: [tags.typeName, tags.standard(tags.name)], color: 'light-dark(#8a3b86, #dd9bd8)' },
]);

const look = EditorView.theme({
  '&': { height: '100%', fontSize: '13px', backgroundColor: 'var(--surface)', color: 'var(--text)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.6', overflow: 'auto' },
  '.cm-content': { padding: '10px 0', caretColor: 'var(--accent)' },
  '.cm-cursor': { borderLeftColor: 'var(--accent)', borderLeftWidth: '2px' },
  '.cm-gutters': { backgroundColor: 'var(--surface)', color: 'var(--text-muted)', border: 'none' },
  '.cm-lineNumbers .cm-gutterElement': { padding: '0 6px 0 12px' },
  '.cm-activeLine': { backgroundColor: 'color-mix(in oklab, var(--hover) 45%, transparent)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'light-dark(#cfd8fb, #37447c)',
  },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--accent-soft)', outline: '1px solid var(--accent)' },
  '.cm-placeholder': { color: 'var(--text-muted)' },
  '.cm-tooltip': {
    border: '1px solid var(--border)',
    borderRadius: '8px',
    backgroundColor: 'var(--surface-raised)',
    boxShadow: 'var(--shadow-high)',
    overflow: 'hidden',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--mono)', fontSize: '12px', padding: '4px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '3px 8px', borderRadius: '5px' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--accent-soft)', color: 'var(--accent)' },
  '.cm-completionDetail': { color: 'var(--text-muted)', fontStyle: 'normal', marginLeft: '12px' },
  '.cm-diagnostic': { padding: '6px 10px', fontFamily: 'var(--font)', fontSize: '12px', maxWidth: '420px', whiteSpace: 'pre-wrap' },
  '.cm-diagnostic-error': { borderLeft: '3px solid var(--bad)' },
  '.cm-lintRange-error': { backgroundImage: 'none', textDecoration: 'underline wavy var(--bad) 1.5px', textUnderlineOffset: '3px' },
  '.cm-lint-marker-error': { content: '""', width: '9px', height: '9px', margin: '5px 2px', borderRadius: '50%', backgroundColor: 'var(--bad)' },
  '.cm-gutter-lint': { width: '14px' },
});

export function schemaOf(tables: CatalogueTable[]): SQLNamespace {
  const schema: Record<string, SQLNamespace> = {};
  for (const table of tables) {
    const name = table.schema === 'main' || table.schema === 'public' ? table.name : `${table.schema}.${table.name}`;
    schema[name] = {
      self: { label: table.name, type: 'type', detail: table.kind },
      children: table.columns.map((column) => ({ label: column.name, type: 'property', detail: column.type.toLowerCase() })),
    };
  }
  return schema;
}

// Where the browser itself replaces selected text it keeps the text's look in a style attribute, which the content
// security policy forbids: so the editor replaces it.
const replaceSelected = EditorView.domEventHandlers({
  beforeinput: (event, view) => {
    const { from, to, empty } = view.state.selection.main;
    const text = event.data;
    if (event.inputType !== 'insertText' || text === null || empty || view.composing) return false;
    event.preventDefault();
    const insert = () => view.state.update(view.state.replaceSelection(text), { userEvent: 'input.type', scrollIntoView: true });
    if (!view.state.facet(EditorView.inputHandler).some((handle) => handle(view, from, to, text, insert))) view.dispatch(insert());
    return true;
  },
});

export interface Actions {
  run: () => void;
  explain: () => void;
  save: () => void;
  cancel: () => boolean; // whether there was something to cancel
  changed: (text: string) => void;
}

export interface Editor {
  text: () => string;
  setText: (text: string) => void;
  selection: () => { text: string; from: number };
  complete: (tables: CatalogueTable[]) => void;
  mark: (errors: { from: number; to: number; message: string }[]) => void;
  focus: () => void;
  destroy: () => void;
}

export function createEditor(host: HTMLElement, text: string, actions: Actions): Editor {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  const language = new Compartment();
  const act = (action: () => void) => () => {
    action();
    return true;
  };
  const languageFor = (schema?: SQLNamespace) => sql({ dialect: PostgreSQL, schema, upperCaseKeywords: true });
  const state = EditorState.create({
    doc: text,
    extensions: [
      Prec.highest(
        keymap.of([
          { key: 'Mod-Enter', run: act(actions.run) },
          { key: 'Mod-Shift-Enter', run: act(actions.explain) },
          { key: 'Mod-s', run: act(actions.save) },
          { key: 'Tab', run: acceptCompletion },
        ]),
      ),
      lineNumbers(),
      lintGutter(),
      history(),
      drawSelection(),
      highlightActiveLine(),
      bracketMatching(),
      closeBrackets(),
      indentOnInput(),
      autocompletion({ icons: false }),
      EditorView.lineWrapping,
      placeholder('SELECT …'),
      language.of(languageFor()),
      syntaxHighlighting(colors),
      look,
      replaceSelected,
      keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, { key: 'Escape', run: actions.cancel }, ...defaultKeymap, indentWithTab]),
      EditorView.contentAttributes.of({ 'aria-label': 'SQL' }),
      EditorView.updateListener.of((update) => update.docChanged && actions.changed(update.state.doc.toString())),
    ],
  });
  const view = new EditorView({ state, root, parent: root as unknown as DocumentFragment });
  return {
    text: () => view.state.doc.toString(),
    setText: (newText) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: newText } }),
    selection: () => {
      const { from, to } = view.state.selection.main;
      return { text: view.state.sliceDoc(from, to), from };
    },
    complete: (tables) => view.dispatch({ effects: language.reconfigure(languageFor(schemaOf(tables))) }),
    mark: (errors) => {
      const diagnostics: Diagnostic[] = errors.map((error) => ({ ...error, severity: 'error' }));
      view.dispatch(setDiagnostics(view.state, diagnostics));
      if (errors[0]) view.dispatch({ effects: EditorView.scrollIntoView(errors[0].from) });
    },
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  };
}
