// Light or dark: as the system says, until the switch is used.
import { signal } from '@preact/signals';

export type Theme = 'light' | 'dark';
const KEY = 'sparkify-theme';
const system = () => (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');

function chosen(): Theme | null {
  const value = localStorage.getItem(KEY);
  return value === 'light' || value === 'dark' ? value : null;
}

export const theme = signal<Theme>('light');

function apply(): void {
  const choice = chosen();
  if (choice) document.documentElement.dataset.theme = choice;
  else delete document.documentElement.dataset.theme;
  theme.value = choice ?? system();
}

export function followTheme(): void {
  apply();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', apply);
}

export function toggleTheme(): void {
  const next = theme.value === 'dark' ? 'light' : 'dark';
  if (next === system()) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, next);
  apply();
}
