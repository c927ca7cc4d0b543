// The rows of a result, fetched from the server a page at a time as the grid comes to them.
import { api } from '../api';
import type { Cell } from '../api_types';

export const PAGE_ROWS = 200;
const MOST_PAGES = 60;

export interface Sort {
  column: number;
  order: 'asc' | 'desc';
}

export type Fetch = (offset: number, limit: number) => Promise<Cell[][]>;

export class Rows {
  private pages = new Map<number, Cell[][]>();
  private awaited = new Set<number>();
  private failed: unknown = null;

  constructor(
    readonly count: number,
    private readonly fetch: Fetch,
    private readonly arrived: () => void,
    first?: Cell[][],
  ) {
    if (first) this.pages.set(0, first);
  }

  static of(result: string, count: number, sort: Sort | null, arrived: () => void, first?: Cell[][]): Rows {
    const fetch: Fetch = async (offset, limit) => (await api.rows(result, offset, limit, sort?.column, sort?.order)).rows;
    return new Rows(count, fetch, arrived, sort ? undefined : first);
  }

  get error(): unknown {
    return this.failed;
  }

  // The row, or undefined while it is on its way.
  at(index: number): Cell[] | undefined {
    return this.pages.get(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS];
  }

  need(from: number, to: number): void {
    for (let page = Math.floor(from / PAGE_ROWS); page * PAGE_ROWS < Math.min(to, this.count); page++) {
      const held = this.pages.get(page);
      if (held) {
        this.pages.delete(page); // again as the latest used
        this.pages.set(page, held);
      } else if (!this.awaited.has(page)) {
        void this.load(page);
      }
    }
  }

  private async load(page: number): Promise<void> {
    this.awaited.add(page);
    try {
      this.pages.set(page, await this.fetch(page * PAGE_ROWS, PAGE_ROWS));
      while (this.pages.size > MOST_PAGES) this.pages.delete(this.pages.keys().next().value!);
      this.failed = null;
    } catch (error) {
      this.failed = error;
    }
    this.awaited.delete(page);
    this.arrived();
  }
}
