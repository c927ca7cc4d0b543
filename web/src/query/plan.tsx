// An execution plan as a tree: what is done, on how many rows, with the details in reach.
import type { PlanNode } from '../api_types';
import { formatCompact } from '../format';

const ROWS = /^(estimated |actual )?(cardinality|rows|plan rows)$/i;

function rowsOf(node: PlanNode): number | null {
  const entry = Object.entries(node.detail).find(([key]) => ROWS.test(key));
  const number = entry ? Number(entry[1].replace(/[^0-9.]/g, '')) : NaN;
  return Number.isFinite(number) ? number : null;
}

function mostRows(node: PlanNode): number {
  return node.children.reduce((most, child) => Math.max(most, mostRows(child)), rowsOf(node) ?? 0);
}

export function Plan({ plan }: { plan: PlanNode }) {
  return (
    <div class="plan" tabIndex={0} role="region" aria-label="Plan">
      <ul>
        <Node node={plan} most={Math.max(1, mostRows(plan))} />
      </ul>
    </div>
  );
}

function Node({ node, most }: { node: PlanNode; most: number }) {
  const rows = rowsOf(node);
  const details = Object.entries(node.detail).filter(([key, value]) => value !== '' && !ROWS.test(key));
  return (
    <li>
      <div class="plan-node">
        <div class="plan-name">
          <b>{node.name.trim().replace(/_/g, ' ')}</b>
          {rows !== null && (
            <span class="muted small">
              about {formatCompact(rows)} {rows === 1 ? 'row' : 'rows'}
            </span>
          )}
        </div>
        {rows !== null && (
          <div class="plan-bar">
            <span style={{ width: `${Math.max(1, (100 * Math.sqrt(rows)) / Math.sqrt(most))}%` }} />
          </div>
        )}
        {details.length > 0 && (
          <dl>
            {details.map(([key, value]) => [<dt key={key}>{key}</dt>, <dd>{value}</dd>])}
          </dl>
        )}
      </div>
      {node.children.length > 0 && (
        <ul>
          {node.children.map((child, index) => (
            <Node key={index} node={child} most={most} />
          ))}
        </ul>
      )}
    </li>
  );
}
