// The query editor's page.
import { useEffect, useRef, useState } from 'preact/hooks';
import { api } from '../api';
import { useCommands } from '../commands';
import { Icon, type IconName } from '../components/icon';
import { say } from '../components/toast';
import { useLoaded } from '../components/use_loaded';
import { createEditor, type Editor } from '../query/editor';
import { Results } from '../query/results';
import { cancel, isRunning, marks, runText, running } from '../query/run';
import { SaveDialog } from '../query/save_dialog';
import { Shelf } from '../query/shelf';
import { draft, keepDraft } from './draft';

export function QueryPage() {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor>();
  const [saving, setSaving] = useState(false);
  const savedName = useRef('');
  const catalogue = useLoaded(() => api.catalogue(), []);
  const saved = useLoaded(() => api.saved(), []);

  const start = (explain: boolean) => {
    const { text, from } = editor.current!.selection();
    if (text.trim()) void runText(text, from, explain);
    else void runText(editor.current!.text(), 0, explain);
  };
  const stop = () => {
    void cancel();
    return isRunning.value;
  };
  const actions = { run: () => start(false), explain: () => start(true), save: () => setSaving(true), cancel: stop, changed: keepDraft };
  useEffect(() => {
    const created = createEditor(host.current!, draft.value, actions);
    editor.current = created;
    created.focus();
    const follow = draft.subscribe((text) => text !== created.text() && created.setText(text));
    const mark = marks.subscribe((errors) => created.mark(errors.filter((error) => error.to <= created.text().length)));
    return () => {
      follow();
      mark();
      created.destroy();
    };
  }, []);
  useEffect(() => {
    if (catalogue.value) editor.current!.complete(catalogue.value.tables);
  }, [catalogue.value]);

  const insert = (sql: string) => {
    keepDraft(sql);
    editor.current!.focus();
  };
  const save = (name: string) => {
    setSaving(false);
    savedName.current = name;
    api.save(name, editor.current!.text()).then(() => (say(`Saved as ${name}.sql`), saved.again()), (error) => say(error.message));
  };
  const unsave = (name: string) => void api.unsave(name).then(saved.again, (error) => say(error.message));
  useCommands(
    [
      { title: 'Run all, or the selection', group: 'Query', keys: 'Mod+Enter', inEditor: true, run: actions.run },
      { title: 'Explain', group: 'Query', keys: 'Mod+Shift+Enter', inEditor: true, run: actions.explain },
      { title: 'Save the query', group: 'Query', keys: 'Mod+s', run: actions.save },
      { title: 'Cancel the query', group: 'Query', keys: 'Escape', run: stop },
      { title: 'Edit', group: 'Query', keys: 'e', run: () => editor.current!.focus() },
    ],
    [],
  );
  useCommands((saved.value ?? []).map((one) => ({ title: one.name, group: 'Saved query', run: () => insert(one.sql) })), [saved.value]);

  return (
    <div class="query">
      <h1 class="visually-hidden">Query</h1>
      <div class="query-main">
        <div class="editor" ref={host} />
        <div class="row query-bar">
          {isRunning.value ? (
            <Action title="Cancel" icon="stop" tone="danger" run={() => void cancel()} />
          ) : (
            <Action title="Run" icon="play" tone="primary" run={actions.run} />
          )}
          <Action title="Explain" icon="tree" disabled={isRunning.value} run={actions.explain} />
          <Action title="Save" icon="save" run={actions.save} />
          <span class="spring" />
          <Clock />
        </div>
        <Results />
      </div>
      <Shelf tables={catalogue.value?.tables} saved={saved.value} insert={insert} unsave={unsave} />
      {saving && <SaveDialog name={savedName.current} save={save} close={() => setSaving(false)} />}
    </div>
  );
}

interface ActionProps {
  title: string;
  icon: IconName;
  tone?: 'primary' | 'danger';
  disabled?: boolean;
  run: () => void;
}

function Action({ title, icon, tone, disabled, run }: ActionProps) {
  return (
    <button type="button" class={`button ${tone ?? ''}`} disabled={disabled} onClick={run}>
      <Icon name={icon} />
      {title}
    </button>
  );
}

function Clock() {
  const [, tick] = useState(0);
  const since = running.value?.since;
  useEffect(() => {
    if (since === undefined) return;
    const timer = setInterval(() => tick((count) => count + 1), 100);
    return () => clearInterval(timer);
  }, [since]);
  if (since === undefined) return null;
  return <span class="muted small" role="timer">{((Date.now() - since) / 1000).toFixed(1)} s</span>;
}
