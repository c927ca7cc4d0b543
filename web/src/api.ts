// Calls to the server. What fails becomes an ApiError with the server's message and hint.
import { signal } from '@preact/signals';
import type * as t from './api_types';
import { forgetToken, token } from './token';

export class ApiError extends Error {
  constructor(
    message: string,
    readonly status: number,
    readonly hint?: string,
    readonly position?: number, // in bytes of the SQL that was sent
  ) {
    super(message);
  }
}

// Set when the server no longer knows our token, as after it was started again.
export const lockedOut = signal(false);

export async function request(path: string, init: RequestInit = {}): Promise<Response> {
  const headers: Record<string, string> = { Authorization: `Bearer ${token() ?? ''}` };
  if (init.body !== undefined || (init.method && init.method !== 'GET')) headers['Content-Type'] = 'application/json';
  let response: Response;
  try {
    response = await fetch(path, { ...init, headers, cache: 'no-store' });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError('The server does not answer', 0, 'Is sparkify serve still running?');
  }
  if (response.ok) return response;
  if (response.status === 401) {
    forgetToken();
    lockedOut.value = true;
  }
  const body = await response.json().catch(() => null);
  const error = body?.error ?? {};
  throw new ApiError(error.message ?? `The server answered ${response.status}`, response.status, error.hint || undefined, error.position);
}

async function json<T>(path: string, init?: RequestInit): Promise<T> {
  return (await request(path, init)).json();
}

const enc = encodeURIComponent;
const post = (body: unknown): RequestInit => ({ method: 'POST', body: JSON.stringify(body) });

function withQuery(path: string, values: Record<string, string | number | undefined>): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) {
    if (value !== undefined && value !== '') query.set(key, String(value));
  }
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}

export const api = {
  info: () => json<t.Info>('/api/info'),
  reports: () => json<t.ReportName[]>('/api/reports'),
  report: (name: string) => json<t.Report>(`/api/reports/${enc(name)}`),
  block: (report: string, id: string) => json<t.BlockResult>(`/api/reports/${enc(report)}/blocks/${enc(id)}`),
  query: (sql: string, id: string) => json<t.QueryResult>('/api/query', post({ sql, id })),
  cancel: (id: string) => json<{ cancelled: boolean }>(`/api/query/${enc(id)}/cancel`, post({})),
  rows: (result: string, offset: number, limit: number, sort?: number, order?: 'asc' | 'desc') =>
    json<{ rows: t.Cell[][] }>(withQuery(`/api/results/${enc(result)}`, { offset, limit, sort, order })),
  explain: (sql: string) => json<{ plan: t.PlanNode }>('/api/explain', post({ sql })),
  catalogue: () => json<{ tables: t.CatalogueTable[] }>('/api/catalogue'),
  table: (schema: string, name: string) => json<t.TableDetail>(`/api/catalogue/${enc(schema)}/${enc(name)}`),
  lineage: () => json<t.Lineage>('/api/lineage'),
  trace: (object: string, line: number) => json<t.Trace>(withQuery('/api/trace', { object, line })),
  loads: (limit: number) => json<t.Load[]>(withQuery('/api/loads', { limit })),
  objects: (load: number, limit: number, offset: number) =>
    json<t.LoadedObject[]>(withQuery(`/api/loads/${load}/objects`, { limit, offset })),
  drift: () => json<t.Drift[]>('/api/drift'),
  rejects: (load: string, code: string, limit: number, offset: number) =>
    json<t.Rejects>(withQuery('/api/rejects', { load, code, limit, offset })),
  replay: (object_id: number, record: number, raw: string) =>
    json<{ status: string; message: string }>('/api/replay', post({ object_id, record, raw })),
  saved: () => json<t.SavedQuery[]>('/api/saved'),
  save: (name: string, sql: string) =>
    json<object>(`/api/saved/${enc(name)}`, { method: 'PUT', body: JSON.stringify({ sql }) }),
  unsave: (name: string) => json<object>(`/api/saved/${enc(name)}`, { method: 'DELETE' }),
};

// Downloads go through fetch, because a link could not carry the token.
export async function download(result: string, format: 'csv' | 'json' | 'parquet'): Promise<void> {
  const response = await request(`/api/results/${enc(result)}/export?format=${format}`);
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = `result.${format}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
