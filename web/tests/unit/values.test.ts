import { describe, expect, it } from 'vitest';
import { asNumber, formatAs, formatBytes, formatCell, formatCompact, formatNumber, formatSeconds, formatTime } from '../../src/format';
import { compareCells } from '../../src/sort';

describe('format', () => {
  it('groups numbers and keeps what matters of small ones', () => {
    expect(formatNumber(348872)).toBe('348,872');
    expect(formatNumber(0.00012345)).toBe('0.0001235');
    expect(formatNumber(-1234.5678)).toBe('-1,234.57');
    expect(formatCompact(9999)).toBe('9,999');
    expect(formatCompact(1234567)).toBe('1.2M');
  });
  it('takes a percent as a value from 0 to 100', () => {
    expect(formatAs(84.6, 'percent')).toBe('84.6%');
    expect(formatAs('90', 'percent')).toBe('90%');
  });
  it('writes units, sizes and spans', () => {
    expect(formatAs(24439, undefined, 'hours')).toBe('24,439 hours');
    expect(formatAs(null, 'percent')).toBe('–');
    expect(formatBytes(0)).toBe('0 B');
    expect(formatBytes(187241776)).toBe('187 MB');
    expect(formatBytes(1500)).toBe('1.5 kB');
    expect(formatSeconds(0.0004)).toBe('1 ms');
    expect(formatSeconds(2.568)).toBe('2.6 s');
    expect(formatSeconds(3725)).toBe('1 h 2 min');
  });
  it('keeps every digit of a number that a double cannot hold', () => {
    expect(formatAs('9007199254740993')).toBe('9007199254740993');
    expect(formatCell('9007199254740993')).toBe('9007199254740993');
    expect(asNumber('9007199254740993')).toBe(9007199254740992);
    expect(asNumber('')).toBeNull();
    expect(asNumber('seven')).toBeNull();
  });
  it('cuts fractions and zones off times', () => {
    expect(formatTime('2026-11-21T10:58:17.051407Z')).toBe('2026-11-21 10:58:17');
    expect(formatTime('2026-11-21 10:58:17')).toBe('2026-11-21 10:58:17');
  });
});

describe('sort', () => {
  const sorted = (values: (string | number | null)[], kind: 'text' | 'number', descending = false) =>
    [...values].sort((a, b) => compareCells(a, b, kind, descending));
  it('puts NULL last either way', () => {
    expect(sorted([2, null, 1], 'number')).toEqual([1, 2, null]);
    expect(sorted([2, null, 1], 'number', true)).toEqual([2, 1, null]);
  });
  it('compares large integers by all of their digits', () => {
    expect(sorted(['9007199254740993', '9007199254740992', '10'], 'number')).toEqual(['10', '9007199254740992', '9007199254740993']);
  });
  it('puts infinities at the ends, and what is no number above all', () => {
    expect(sorted(['nan', 3, 'inf', 'nan', -1, '-inf'], 'number')).toEqual(['-inf', -1, 3, 'inf', 'nan', 'nan']);
  });
  it('compares text by code point, and numbers not as text', () => {
    expect(sorted(['b', 'B', 'a'], 'text')).toEqual(['B', 'a', 'b']);
    expect(sorted([10, 9, '8'], 'number')).toEqual(['8', 9, 10]);
  });
});
