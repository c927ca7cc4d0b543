// The command palette: type a few letters, Enter goes there or does it.
import { signal } from '@preact/signals';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { commands, shownKeys } from '../commands';
import { Dialog } from './dialog';
import { matches } from './fuzzy';

export const paletteOpen = signal(false);

export function Palette() {
  return paletteOpen.value ? <OpenPalette /> : null;
}

function OpenPalette() {
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const all = commands.value;
  const found = useMemo(() => matches(text, all, (command) => `${command.title} ${command.group}`).slice(0, 60), [text, all]);
  const close = () => (paletteOpen.value = false);
  const run = (index: number) => {
    close();
    found[index]?.run();
  };
  useEffect(() => {
    list.current?.children[chosen]?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setChosen((chosen + step + found.length) % Math.max(1, found.length));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      run(chosen);
    }
  };
  return (
    <Dialog label="Command palette" close={close}>
      <input
        class="palette-input"
        type="text"
        placeholder="Go to a report, table or query; do something"
        aria-label="Search commands"
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={found.length ? `palette-${chosen}` : undefined}
        autofocus
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setChosen(0);
        }}
        onKeyDown={onKeyDown}
      />
      <ul class="palette-list" id="palette-list" role="listbox" aria-label="Commands" ref={list}>
        {found.map((command, index) => (
          <li key={`${command.group} ${command.title}`} id={`palette-${index}`} role="option" aria-selected={index === chosen} onClick={() => run(index)} onPointerMove={() => setChosen(index)}>
            <span>{command.title}</span>
            <span class="muted">{command.group}</span>
            {command.keys && <kbd>{shownKeys(command.keys)}</kbd>}
          </li>
        ))}
      </ul>
      {found.length === 0 && <p class="palette-none">Nothing matches “{text}”</p>}
    </Dialog>
  );
}
