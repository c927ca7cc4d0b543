import { describe, expect, it } from 'vitest';
import { matches } from '../../src/components/fuzzy';
import { related } from '../../src/components/wires';
import { parseEvents } from '../../src/event_stream';
import { excerpt } from '../../src/loads/excerpt';
import { balances, partsOf } from '../../src/loads/reconciliation';
import { link, parseRoute } from '../../src/route';

describe('events', () => {
  it('waits for the end of an event, and skips comments', () => {
    const first = parseEvents(': hello\n\nevent: progress\ndata: {"a":1}\n\nevent: chan');
    expect(first.events).toEqual([{ name: 'progress', data: '{"a":1}' }]);
    expect(parseEvents(first.rest + 'ged\r\ndata\r\n\r\n').events).toEqual([{ name: 'changed', data: '' }]);
  });
});

describe('route', () => {
  it('takes apart what link() made', () => {
    expect(parseRoute(link('catalogue', 'main', 'a/b ü')).path).toEqual(['catalogue', 'main', 'a/b ü']);
    expect(parseRoute('#/loads/rejects?code=syntax').query.get('code')).toBe('syntax');
    expect(parseRoute('#/%E0%A4').path).toEqual(['%E0%A4']);
  });
});

describe('excerpt', () => {
  it('puts the caret under the byte, in characters', () => {
    const raw = '{"artist":"Motörhead","length":x}';
    const byte = new TextEncoder().encode('{"artist":"Motörhead","length":').length;
    const { text, caret } = excerpt(raw, byte);
    expect(text[caret]).toBe('x');
  });
  it('shows the part around the place, on one line', () => {
    const raw = `${'a'.repeat(500)}\n!${'b'.repeat(500)}`;
    const { text, caret } = excerpt(raw, 501);
    expect(text[caret]).toBe('!');
    expect(text).not.toContain('\n');
    expect(text.startsWith('…') && text.endsWith('…')).toBe(true);
    expect(excerpt('', 5)).toEqual({ text: '', caret: 0 });
  });
});

describe('palette', () => {
  it('prefers whole words to scattered letters', () => {
    expect(matches('load', ['Listen to old ads', 'Reload', 'Loads'], (one) => one)[0]).toBe('Loads');
    expect(matches('zzz', ['Loads'], (one) => one)).toEqual([]);
    expect(matches('', ['b', 'a'], (one) => one)).toEqual(['b', 'a']);
  });
});

describe('reconciliation', () => {
  const outcomes = [
    { source: 's', outcome: 'skipped', records: 2 },
    { source: 's', outcome: 'loaded', records: 5 },
    { source: 't', outcome: 'loaded', records: 1 },
  ];
  it('adds up where every record has an outcome', () => {
    expect(balances({ outcomes, staged: 8, rejected: 1, records: 9 })).toBe(true);
    expect(balances({ outcomes, staged: 8, rejected: 1, records: 10 })).toBe(false);
    expect(balances({ outcomes, staged: 7, rejected: 1, records: 8 })).toBe(false);
  });
  it('puts what was loaded first and what was rejected last', () => {
    expect(partsOf({ outcomes, rejected: 1 }).map((part) => `${part.name} ${part.records}`)).toEqual(['loaded 6', 'skipped 2', 'rejected 1']);
  });
});

describe('lineage', () => {
  it('follows a node up and down the stream, and no further', () => {
    const wires = [{ from: 'a', to: 'b' }, { from: 'b', to: 'c' }, { from: 'a', to: 'd' }];
    expect([...related('b', wires)].sort()).toEqual(['a', 'b', 'c']);
  });
});
