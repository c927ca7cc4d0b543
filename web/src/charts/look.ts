// The colours of the theme, resolved for a canvas, and what all charts have in common.
import { formatAs, formatCompact } from '../format';

export interface Look {
  text: string;
  muted: string;
  line: string;
  surface: string;
  land: string;
  accent: string;
  series: string[];
  ramp: string[];
  font: string;
}

export function look(): Look {
  const probe = document.createElement('span');
  document.body.append(probe);
  const color = (name: string) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const result: Look = {
    text: color('text'),
    muted: color('text-muted'),
    line: color('border'),
    surface: color('surface'),
    land: color('land'),
    accent: color('series-1'),
    series: [1, 2, 3, 4, 5, 6, 7, 8].map((n) => color(`series-${n}`)),
    ramp: [1, 2, 3, 4, 5].map((n) => color(`ramp-${n}`)),
    font: getComputedStyle(document.body).fontFamily,
  };
  probe.remove();
  return result;
}

export function axisLabel(look: Look) {
  return { color: look.muted, fontFamily: look.font, fontSize: 12 };
}

export function axisNumber(format?: string) {
  return (value: number) => (format === 'percent' ? `${formatCompact(value)}%` : format && format !== 'count' ? formatAs(value, format) : formatCompact(value));
}

export interface TipLine {
  color?: string;
  name: string;
  value: string;
}

// Tooltips are elements with text in them: a value can never become HTML.
export function tip(title: string, lines: TipLine[]): HTMLElement {
  const box = document.createElement('div');
  const heading = document.createElement('div');
  heading.className = 'tip-title';
  heading.textContent = title;
  box.append(heading);
  for (const line of lines) {
    const row = document.createElement('div');
    row.className = 'tip-line';
    const key = document.createElement('span');
    key.className = 'tip-key';
    if (line.color) key.style.background = line.color;
    else key.hidden = true;
    const name = document.createElement('span');
    name.textContent = line.name;
    const value = document.createElement('b');
    value.textContent = line.value;
    row.append(key, name, value);
    box.append(row);
  }
  return box;
}

export const tooltip = { confine: true, className: 'chart-tip', backgroundColor: 'transparent', borderWidth: 0, padding: 0, transitionDuration: 0, extraCssText: 'box-shadow:none' };

const DAY_MS = 86_400_000;
const utc = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', ...options });
const dayFormat = utc({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });
const timeFormat = utc({ day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' });

export function formatMoment(at: number): string {
  return at % DAY_MS === 0 ? dayFormat.format(at) : timeFormat.format(at);
}
