// Server-sent events over fetch, which unlike EventSource can carry the token.
import { request } from './api';

export interface StreamEvent {
  name: string;
  data: string;
}

// Takes what has arrived, returns the complete events in it and what is left of an incomplete one.
export function parseEvents(text: string): { events: StreamEvent[]; rest: string } {
  const parts = text.replace(/\r\n?/g, '\n').split('\n\n');
  const rest = parts.pop() ?? '';
  const events: StreamEvent[] = [];
  for (const part of parts) {
    let name = 'message';
    const data: string[] = [];
    for (const line of part.split('\n')) {
      if (line.startsWith('event:')) name = line.slice(6).trim();
      else if (line.startsWith('data:')) data.push(line.slice(5).replace(/^ /, ''));
    }
    if (data.length > 0 || name !== 'message') events.push({ name, data: data.join('\n') });
  }
  return { events, rest };
}

// A browser has six connections to a server: a hidden page must not keep one.
function untilShown(): Promise<void> {
  if (!document.hidden) return Promise.resolve();
  return new Promise((resolve) => document.addEventListener('visibilitychange', () => resolve(), { once: true }));
}

// Calls `onEvent` for each event until the returned function is called; connects again when the stream ends. After the
// page was hidden an event `missed` comes first.
export function listen(path: string, onEvent: (event: StreamEvent) => void): () => void {
  const abort = new AbortController();
  void (async () => {
    for (let wait = 1000; !abort.signal.aborted; wait = Math.min(wait * 2, 30_000)) {
      if (document.hidden) {
        await untilShown();
        if (abort.signal.aborted) return;
        onEvent({ name: 'missed', data: '' });
      }
      const connection = new AbortController();
      const close = () => connection.abort();
      abort.signal.addEventListener('abort', close);
      document.addEventListener('visibilitychange', close);
      try {
        const response = await request(path, { signal: connection.signal });
        const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
        let text = '';
        for (;;) {
          const { done, value } = await reader.read();
          if (done) break;
          wait = 1000;
          const parsed = parseEvents(text + value);
          text = parsed.rest;
          parsed.events.forEach(onEvent);
        }
      } catch {
        // The next round tries again.
      } finally {
        abort.signal.removeEventListener('abort', close);
        document.removeEventListener('visibilitychange', close);
      }
      if (document.hidden) continue;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  })();
  return () => abort.abort();
}
