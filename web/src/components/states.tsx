// What stands where data would: nothing yet, nothing at all, or why not.
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { ApiError } from '../api';
import { Icon, type IconName } from './icon';

export function Empty({ title, icon = 'inbox', children }: { title: string; icon?: IconName; children?: ComponentChildren }) {
  return (
    <div class="state">
      <Icon name={icon} />
      <strong>{title}</strong>
      {children}
    </div>
  );
}

const BUSY = 409;
const RETRY_MS = 2000;

export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  if (error instanceof ApiError && error.status === BUSY && retry) return <Busy error={error} retry={retry} />;
  const message = error instanceof Error ? error.message : String(error);
  const hint = error instanceof ApiError ? error.hint : undefined;
  return (
    <div class="failure" role="alert">
      <Icon name="alert" />
      <strong>{message}</strong>
      {hint && <p>{hint}</p>}
      {retry && (
        <button type="button" class="button" onClick={retry}>
          <Icon name="refresh" />
          Try again
        </button>
      )}
    </div>
  );
}

// The warehouse is being loaded: nothing is wrong, and what was asked for comes when that is done.
function Busy({ error, retry }: { error: ApiError; retry: () => void }) {
  useEffect(() => {
    const timer = setTimeout(retry, RETRY_MS);
    return () => clearTimeout(timer);
  }, [error]);
  return (
    <Empty title={error.message} icon="loads">
      <p>{error.hint ?? 'This is shown as soon as it can be.'}</p>
    </Empty>
  );
}

export function Skeleton({ height }: { height: number }) {
  return (
    <div role="status">
      <div class="skeleton" style={{ height }} />
      <span class="visually-hidden">Loading</span>
    </div>
  );
}
