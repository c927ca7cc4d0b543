import { Mark } from './components/icon';

export function Locked() {
  return (
    <main class="locked">
      <div class="card">
        <span class="brand">
          <Mark />
          Sparkify
        </span>
        <h1>Open the URL that was printed</h1>
        <p class="muted">
          <code>sparkify serve</code> prints a URL with a token when it starts. The page needs that token; a new start makes a new one.
        </p>
        <pre>
          <code>http://127.0.0.1:8080/?token=…</code>
        </pre>
      </div>
    </main>
  );
}
