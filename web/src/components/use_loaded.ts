// What a call answered, or its error, or neither while it is under way. `again` asks anew and keeps what is shown.
import { useCallback, useEffect, useState } from 'preact/hooks';

export interface Loaded<T> {
  value?: T;
  error?: unknown;
  again: () => void;
}

export function useLoaded<T>(call: () => Promise<T>, inputs: readonly unknown[]): Loaded<T> {
  const key = JSON.stringify(inputs);
  const [state, setState] = useState<{ key: string; value?: T; error?: unknown }>({ key });
  const [round, setRound] = useState(0);
  useEffect(() => {
    let stale = false;
    call().then(
      (value) => !stale && setState({ key, value }),
      (error) => !stale && setState({ key, error }),
    );
    return () => {
      stale = true;
    };
  }, [key, round]);
  const again = useCallback(() => setRound((count) => count + 1), []);
  return state.key === key ? { value: state.value, error: state.error, again } : { again };
}
