// Line icons on a grid of 24.
const PATHS = {
  report: 'M4 20V10M10 20V4M16 20v-7M21 20H3',
  query: 'M4 5l6 7-6 7M12 19h8',
  catalogue: 'M4 6c0-1.7 3.6-3 8-3s8 1.3 8 3-3.6 3-8 3-8-1.3-8-3zM4 6v12c0 1.7 3.6 3 8 3s8-1.3 8-3V6M4 12c0 1.7 3.6 3 8 3s8-1.3 8-3',
  loads: 'M12 3v12M7 10l5 5 5-5M4 21h16',
  search: 'M11 18a7 7 0 1 1 0-14 7 7 0 0 1 0 14zM20 20l-4-4',
  sun: 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6 19 19M19 5l-1.4 1.4M6.4 17.6 5 19',
  moon: 'M20 14.5A8 8 0 1 1 9.5 4a6.5 6.5 0 0 0 10.5 10.5z',
  keyboard: 'M3 6h18v12H3zM7 10h.01M11 10h.01M15 10h.01M7 14h10',
  table: 'M3 5h18v14H3zM3 10h18M9 10v9',
  chart: 'M3 20h18M5 15l5-6 4 3 6-8',
  code: 'M8 8l-4 4 4 4M16 8l4 4-4 4',
  play: 'M7 5l12 7-12 7z',
  stop: 'M6 6h12v12H6z',
  tree: 'M6 4v12a3 3 0 0 0 3 3h3M6 9h6M12 6h8v6h-8zM12 16h8v5h-8z',
  save: 'M5 3h11l3 3v15H5zM8 3v5h7V3M8 21v-7h8v7',
  trash: 'M4 7h16M9 7V4h6v3M6 7l1 14h10l1-14',
  alert: 'M12 4 2.5 20h19zM12 10v4M12 17h.01',
  inbox: 'M4 13l3-8h10l3 8v6H4zM4 13h5l1 2h4l1-2h5',
  refresh: 'M20 11a8 8 0 1 0-1 5M20 4v7h-7',
  download: 'M12 4v11M8 11l4 4 4-4M5 20h14',
  key: 'M8 17a4 4 0 1 1 3.5-6H21v3h-2v3h-3v-3h-4.5A4 4 0 0 1 8 17z',
  trace: 'M5 5h.01M5 5a7 7 0 0 1 7 7 7 7 0 0 0 7 7M19 19h.01',
  check: 'M5 13l4 4L19 7',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

export function Mark() {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" fill="currentColor">
      <rect x="2" y="9" width="3.4" height="6" rx="1.7" />
      <rect x="7.5" y="4" width="3.4" height="16" rx="1.7" />
      <rect x="13" y="7" width="3.4" height="10" rx="1.7" opacity=".75" />
      <rect x="18.5" y="10" width="3.4" height="4" rx="1.7" opacity=".5" />
    </svg>
  );
}
