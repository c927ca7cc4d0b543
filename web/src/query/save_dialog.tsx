import { useState } from 'preact/hooks';
import { FormDialog } from '../components/dialog';

const NAME = '[A-Za-z0-9_\\-]([A-Za-z0-9_ \\-]*[A-Za-z0-9_\\-])?';

export function SaveDialog({ name: given, save, close }: { name: string; save: (name: string) => void; close: () => void }) {
  const [name, setName] = useState(given);
  const submit = () => {
    if (new RegExp(`^${NAME}$`).test(name)) save(name);
  };
  return (
    <FormDialog title="Save the query" action="Save" submit={submit} close={close}>
      <label class="field">
        Name
        <input class="input" value={name} autofocus required pattern={NAME} maxLength={64} title="Letters, digits, blanks, _ and -" onInput={(event) => setName(event.currentTarget.value)} />
      </label>
      <p class="muted small">
        It becomes <code>{name || 'NAME'}.sql</code> in the folder that the server was given; the same name replaces it.
      </p>
    </FormDialog>
  );
}
