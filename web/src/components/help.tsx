import { signal } from '@preact/signals';
import { commands, shownKeys } from '../commands';
import { Dialog } from './dialog';

export const helpOpen = signal(false);

export function Help() {
  if (!helpOpen.value) return null;
  const withKeys = commands.value.filter((command) => command.keys);
  const groups = [...new Set(withKeys.map((command) => command.group))];
  return (
    <Dialog label="Keyboard shortcuts" close={() => (helpOpen.value = false)}>
      <div class="body">
        <h2>Keyboard shortcuts</h2>
        {groups.map((group) => (
          <section key={group}>
            <h3 class="muted small">{group}</h3>
            <dl class="keys">
              {withKeys
                .filter((command) => command.group === group)
                .flatMap((command) => [
                  <dt>{command.title}</dt>,
                  <dd>
                    <kbd>{shownKeys(command.keys!)}</kbd>
                  </dd>,
                ])}
            </dl>
          </section>
        ))}
        <button type="button" class="button" onClick={() => (helpOpen.value = false)}>
          Close
        </button>
      </div>
    </Dialog>
  );
}
