// What can be done from the keyboard: pages register their commands while they are shown. The palette lists them,
// `?` shows those that have keys.
import { computed, signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

export interface Command {
  title: string;
  group: string;
  keys?: string; // "g q", "Mod+Enter", "?"
  inEditor?: boolean; // the editor handles the keys itself
  hidden?: boolean; // found by searching only
  run: () => void;
}

const sets = signal<Command[][]>([]);
export const commands = computed(() => sets.value.flat());
export const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform);

export function useCommands(list: Command[], inputs: readonly unknown[]): void {
  useEffect(() => {
    sets.value = [...sets.value, list];
    return () => {
      sets.value = sets.value.filter((one) => one !== list);
    };
  }, inputs);
}

export function shownKeys(keys: string): string {
  const letter = (_: string, key: string) => (isMac ? `⌘${key.toUpperCase()}` : `Ctrl ${key.toUpperCase()}`);
  return keys
    .replace(/^Mod\+(\w)$/, letter)
    .replace('Mod+', isMac ? '⌘' : 'Ctrl ')
    .replace('Shift+', isMac ? '⇧' : 'Shift ')
    .replace('Enter', '↵')
    .replace('Escape', 'Esc');
}

function pressed(event: KeyboardEvent): string {
  const modifier = event.ctrlKey || event.metaKey ? 'Mod+' : '';
  const shift = event.shiftKey && event.key.length > 1 ? 'Shift+' : '';
  return modifier + shift + (modifier ? event.key.toLowerCase() : event.key);
}

function isTyping(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

const NEXT_KEY_MS = 1200;

export function followKeys(): void {
  let first = '';
  let firstAt = 0;
  addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing || event.altKey) return;
    const key = pressed(event);
    const plain = !key.startsWith('Mod+');
    if (plain && (isTyping(event) || document.querySelector('dialog[open]'))) return;
    const pair = event.timeStamp - firstAt < NEXT_KEY_MS && first ? `${first} ${key}` : '';
    const found = commands.value.find((command) => command.keys && !command.inEditor && (command.keys === pair || command.keys === key));
    if (found) {
      event.preventDefault();
      first = '';
      found.run();
    } else if (plain) {
      first = key;
      firstAt = event.timeStamp;
    }
  });
}
