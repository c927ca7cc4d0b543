// Sends a repaired record back: it is loaded as if it had been right, and counted once.
import { useState } from 'preact/hooks';
import { api } from '../api';
import type { Reject } from '../api_types';
import { FormDialog } from '../components/dialog';
import { Failure } from '../components/states';
import { say } from '../components/toast';

export function Repair({ reject, close, done }: { reject: Reject; close: () => void; done: () => void }) {
  const [raw, setRaw] = useState(reject.raw ?? '');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const send = async () => {
    setBusy(true);
    setError(null);
    try {
      const answer = await api.replay(reject.object_id, reject.record, raw);
      if (answer.status === 'rejected') {
        setError(new Error(`Rejected again: ${answer.message}`));
      } else {
        say(answer.status === 'loaded' ? 'Loaded' : `Taken, and skipped: ${answer.message}`);
        done();
        close();
      }
    } catch (failure) {
      setError(failure);
    }
    setBusy(false);
  };
  return (
    <FormDialog title="Repair a record" action="Send back" disabled={busy || raw === reject.raw} submit={() => void send()} close={close}>
      <p class="muted">
        {reject.column_name ? `${reject.column_name}: ` : ''}
        {reject.message}
      </p>
      <textarea class="repair" aria-label="Record" spellcheck={false} autofocus value={raw} onInput={(event) => setRaw(event.currentTarget.value)} />
      {error ? <Failure error={error} /> : null}
    </FormDialog>
  );
}
