// Runs what the editor holds, one statement after the other, and keeps what came of each.
import { computed, signal } from '@preact/signals';
import { api, ApiError } from '../api';
import type { PlanNode, QueryResult } from '../api_types';
import { indexOfByte, splitStatements, type Statement, wordAt } from '../sql_text';
import { remember } from './history';

export interface Outcome {
  sql: string;
  result?: QueryResult;
  plan?: PlanNode;
  error?: unknown;
}

export interface Mark {
  from: number;
  to: number;
  message: string;
}

export const outcomes = signal<Outcome[]>([]);
export const running = signal<{ id: string; since: number } | null>(null);
export const marks = signal<Mark[]>([]);
export const isRunning = computed(() => running.value !== null);

function markOf(error: ApiError, statement: Statement, offset: number): Mark {
  const start = offset + statement.from;
  const message = error.hint ? `${error.message}\n${error.hint}` : error.message;
  if (error.position === undefined) return { from: start, to: start + Math.max(1, statement.text.split('\n')[0].length), message };
  const word = wordAt(statement.text, indexOfByte(statement.text, error.position));
  return { from: start + word.from, to: start + word.to, message };
}

// `offset` is where the text begins in the editor: errors are marked in the whole of it.
export async function runText(text: string, offset: number, explain: boolean): Promise<void> {
  if (running.value) return;
  const statements = splitStatements(text);
  marks.value = [];
  if (statements.length === 0) return;
  const done: Outcome[] = [];
  for (const statement of statements) {
    const id = crypto.randomUUID();
    const since = Date.now();
    running.value = { id, since };
    try {
      if (explain) {
        done.push({ sql: statement.text, plan: (await api.explain(statement.text)).plan });
      } else {
        const result = await api.query(statement.text, id);
        done.push({ sql: statement.text, result });
        remember({ sql: statement.text, at: since, seconds: result.seconds, rows: result.row_count });
      }
    } catch (error) {
      done.push({ sql: statement.text, error });
      if (error instanceof ApiError && error.status === 422 && error.message !== 'cancelled') marks.value = [markOf(error, statement, offset)];
      if (!explain) remember({ sql: statement.text, at: since, error: error instanceof Error ? error.message : String(error) });
      break;
    }
  }
  running.value = null;
  outcomes.value = done;
}

export async function cancel(): Promise<void> {
  if (running.value) await api.cancel(running.value.id).catch(() => undefined);
}
