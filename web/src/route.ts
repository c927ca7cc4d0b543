// Where we are: the hash, taken apart. #/report/overview, #/loads/3, #/trace?object=a.json&line=7.
import { signal } from '@preact/signals';

export interface Route {
  path: string[];
  query: URLSearchParams;
}

export function parseRoute(hash: string): Route {
  const [path, query] = hash.replace(/^#\/?/, '').split('?', 2);
  return {
    path: (path ?? '').split('/').filter(Boolean).map(decode),
    query: new URLSearchParams(query ?? ''),
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function link(...path: string[]): string {
  return '#/' + path.map(encodeURIComponent).join('/');
}

export const route = signal<Route>(parseRoute(typeof location === 'undefined' ? '' : location.hash));

export function followHash(): void {
  addEventListener('hashchange', () => {
    route.value = parseRoute(location.hash);
    scrollTo(0, 0);
  });
}

export function go(target: string): void {
  location.hash = target;
}
