export function Legend({ names }: { names: string[] }) {
  return (
    <ul class="legend" aria-hidden="true">
      {names.map((name, index) => (
        <li key={name}>
          <span class="swatch" style={{ background: `var(--series-${(index % 8) + 1})` }} />
          {name}
        </li>
      ))}
    </ul>
  );
}
