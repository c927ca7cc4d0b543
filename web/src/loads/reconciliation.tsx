// What became of a load's records, as a bar: loaded, skipped for a reason, rejected. It must add up.
import type { Load } from '../api_types';
import { formatNumber } from '../format';

export interface Part {
  name: string;
  records: number;
  tone: 'loaded' | 'skipped' | 'rejected';
}

export function partsOf(load: Pick<Load, 'outcomes' | 'rejected'>): Part[] {
  const sums = new Map<string, number>();
  for (const { outcome, records } of load.outcomes) sums.set(outcome, (sums.get(outcome) ?? 0) + records);
  const parts: Part[] = [...sums].map(([name, records]) => ({ name, records, tone: name === 'loaded' ? 'loaded' : 'skipped' }));
  parts.sort((a, b) => Number(b.tone === 'loaded') - Number(a.tone === 'loaded') || b.records - a.records);
  if (load.rejected > 0) parts.push({ name: 'rejected', records: load.rejected, tone: 'rejected' });
  return parts;
}

export function balances(load: Pick<Load, 'outcomes' | 'rejected' | 'staged' | 'records'>): boolean {
  const outcomes = load.outcomes.reduce((sum, one) => sum + one.records, 0);
  return outcomes === load.staged && load.staged + load.rejected === load.records;
}

export function Bar({ load }: { load: Load }) {
  const parts = partsOf(load);
  const text = parts.map((part) => `${part.name} ${formatNumber(part.records)}`).join(', ');
  const total = Math.max(1, parts.reduce((sum, part) => sum + part.records, 0));
  return (
    <span class="outcome-bar" role="img" aria-label={text || 'no records'} title={text}>
      {parts.map((part) => (
        <span key={part.name} class={part.tone} style={{ width: `${(100 * part.records) / total}%` }} />
      ))}
    </span>
  );
}
