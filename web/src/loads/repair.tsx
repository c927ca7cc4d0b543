// Sends a repaired record back: it is loaded as if it had been right, and counted once.
import { useState } from 'preact/hooks';
import { api } from '../api';
import type { Reject } from '../api_types';
import { Dialog } from '../components/dialog';
import { Failure } from '../components/states';
import { say } from '../components/toast';

export function Repair({ reject, close, done }: { reject: Reject; close: () => void; done: () => void }) {
  const [raw, setRaw] = useState(reject.raw ?? '');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const send = async (event: Event) => {
    event.preventDefault();
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
    <Dialog label="Repair a record" close={close}>
      <form class="body" onSubmit={send}>
        <h2>Repair a record</h2>
        <p class="muted">
          {reject.column_name ? `${reject.column_name}: ` : ''}
          {reject.message}
        </p>
        <textarea class="repair" aria-label="Record" spellcheck={false} autofocus value={raw} onInput={(event) => setRaw(event.currentTarget.value)} />
        {error ? <Failure error={error} /> : null}
        <div class="row">
          <button type="submit" class="button primary" disabled={busy || raw === reject.raw}>
            Send back
          </button>
          <button type="button" class="button" onClick={close}>
            Close
          </button>
        </div>
      </form>
    </Dialog>
  );
}
