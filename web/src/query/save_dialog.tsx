import { useState } from 'preact/hooks';
import { Dialog } from '../components/dialog';

const NAME = '[A-Za-z0-9_\\-]([A-Za-z0-9_ \\-]*[A-Za-z0-9_\\-])?';

export function SaveDialog({ name: given, save, close }: { name: string; save: (name: string) => void; close: () => void }) {
  const [name, setName] = useState(given);
  const submit = (event: Event) => {
    event.preventDefault();
    if (new RegExp(`^${NAME}$`).test(name)) save(name);
  };
  return (
    <Dialog label="Save the query" close={close}>
      <form class="body" onSubmit={submit}>
        <h2>Save the query</h2>
        <label class="field">
          Name
          <input class="input" value={name} autofocus required pattern={NAME} maxLength={64} title="Letters, digits, blanks, _ and -" onInput={(event) => setName(event.currentTarget.value)} />
        </label>
        <p class="muted small">
          It becomes <code>{name || 'NAME'}.sql</code> in the folder that the server was given; the same name replaces it.
        </p>
        <div class="row">
          <button type="submit" class="button primary">
            Save
          </button>
          <button type="button" class="button" onClick={close}>
            Close
          </button>
        </div>
      </form>
    </Dialog>
  );
}
