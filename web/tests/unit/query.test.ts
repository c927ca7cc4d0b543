import { describe, expect, it } from 'vitest';
import type { Cell } from '../../src/api_types';
import { type Run, withRun } from '../../src/query/history';
import { PAGE_ROWS, Rows } from '../../src/query/rows';
import { areaHeight, ROW_PX, scrollTo, visibleRows } from '../../src/query/scale';
import { indexOfByte, splitStatements, wordAt } from '../../src/sql_text';

describe('SQL text', () => {
  it('finds the place of a byte in text that is not ASCII', () => {
    const text = "SELECT 'é😀' AS nope";
    const byte = new TextEncoder().encode("SELECT 'é😀' AS ").length;
    expect(text.slice(indexOfByte(text, byte))).toBe('nope');
    expect(indexOfByte(text, 10_000)).toBe(text.length);
  });
  it('marks a whole word, and something even at the end', () => {
    expect(wordAt('SELECT nope FROM x', 7)).toEqual({ from: 7, to: 11 });
    expect(wordAt('SELECT', 6)).toEqual({ from: 5, to: 6 });
    expect(wordAt('', 0)).toEqual({ from: 0, to: 0 });
  });
  it('splits at semicolons that end a statement, and at no other', () => {
    const sql = "SELECT ';' AS a; -- no; not here\nSELECT \"x;y\" /* ; */ FROM t;\n\n; SELECT $$;$$, 'it''s;'";
    const parts = splitStatements(sql);
    expect(parts.map((part) => part.text)).toEqual(["SELECT ';' AS a", '-- no; not here\nSELECT "x;y" /* ; */ FROM t', "SELECT $$;$$, 'it''s;'"]);
    for (const part of parts) expect(sql.slice(part.from, part.from + part.text.length)).toBe(part.text);
    expect(splitStatements(' ;; -- only a comment')).toEqual([]);
  });
});

describe('rows', () => {
  const all = Array.from({ length: 1000 }, (_, index): Cell[] => [index]);
  it('fetches each page once, when it is needed', async () => {
    const asked: number[] = [];
    let arrived = 0;
    const rows = new Rows(1000, async (offset, limit) => (asked.push(offset), all.slice(offset, offset + limit)), () => arrived++, all.slice(0, PAGE_ROWS));
    rows.need(0, 50);
    rows.need(150, 450);
    rows.need(150, 450);
    expect(rows.at(250)).toBeUndefined();
    await new Promise((resolve) => setTimeout(resolve));
    expect(asked).toEqual([200, 400]);
    expect(arrived).toBe(2);
    expect(rows.at(0)).toEqual([0]);
    expect(rows.at(450)).toEqual([450]);
  });
  it('tells that a page failed, and asks again', async () => {
    let fail = true;
    const rows = new Rows(10, async () => (fail ? Promise.reject(new Error('gone')) : all.slice(0, 10)), () => undefined);
    rows.need(0, 10);
    await new Promise((resolve) => setTimeout(resolve));
    expect(rows.error).toEqual(new Error('gone'));
    fail = false;
    rows.need(0, 10);
    await new Promise((resolve) => setTimeout(resolve));
    expect(rows.error).toBeNull();
    expect(rows.at(9)).toEqual([9]);
  });
});

describe('scale', () => {
  const viewport = 600;
  it('shows the first and the last of a million rows', () => {
    const count = 1_000_000;
    const height = areaHeight(count);
    expect(height).toBeLessThan(17_000_000);
    expect(visibleRows(count, 0, viewport)).toMatchObject({ first: 0, top: 0 });
    const end = visibleRows(count, height - viewport, viewport);
    expect(end.last).toBe(count);
    expect(end.top + (count - end.first) * ROW_PX).toBeCloseTo(height, 3);
  });
  it('keeps rows at their true distance where they all fit', () => {
    expect(visibleRows(100, 280, viewport)).toEqual({ first: 6, last: 36, top: 168 });
  });
  it('scrolls to a row that is out of sight, and not for one in sight', () => {
    for (const count of [100, 1_000_000]) {
      for (const row of [0, 57, count - 1]) {
        const top = scrollTo(row, count, areaHeight(count) / 2, viewport);
        const shown = visibleRows(count, top, viewport);
        expect(row).toBeGreaterThanOrEqual(shown.first);
        expect(row).toBeLessThan(shown.last);
      }
    }
    expect(scrollTo(5, 1000, 100, viewport)).toBe(100);
  });
});

describe('history', () => {
  it('moves a query that ran again to the top', () => {
    const run = (sql: string, at: number): Run => ({ sql, at });
    const list = withRun(withRun(withRun([], run('a', 1)), run('b', 2)), run('a', 3));
    expect(list).toEqual([run('a', 3), run('b', 2)]);
  });
});
