// What stands where data would: nothing yet, nothing at all, or why not.
import type { ComponentChildren } from 'preact';
import { ApiError } from '../api';
import { Icon, type IconName } from './icon';

export function Empty({ title, icon = 'inbox', children }: { title: string; icon?: IconName; children?: ComponentChildren }) {
  return (
    <div class="state">
      <Icon name={icon} />
      <h3>{title}</h3>
      {children}
    </div>
  );
}

export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
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

export function Skeleton({ height }: { height: number }) {
  return (
    <div role="status">
      <div class="skeleton" style={{ height }} />
      <span class="visually-hidden">Loading</span>
    </div>
  );
}
