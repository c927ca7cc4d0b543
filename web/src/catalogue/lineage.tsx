// From the sources through staging to the star, and on to checks and reports.
import { useMemo } from 'preact/hooks';
import { api } from '../api';
import type { LineageKind } from '../api_types';
import { Empty, Failure, Skeleton } from '../components/states';
import { useLoaded } from '../components/use_loaded';
import { Wires } from '../components/wires';
import { link } from '../route';

const STAGES: { title: string; kinds: LineageKind[] }[] = [
  { title: 'Sources', kinds: ['source'] },
  { title: 'Staging', kinds: ['staging'] },
  { title: 'Star', kinds: ['star'] },
  { title: 'Reports and checks', kinds: ['report', 'check'] },
];

export function LineageView() {
  const { value, error, again } = useLoaded(() => api.lineage(), []);
  const wires = useMemo(() => value?.edges ?? [], [value]);
  const titles = useMemo(() => new Map(value?.nodes.map((node) => [node.id, node.title])), [value]);
  if (error) return <Failure error={error} retry={again} />;
  if (!value) return <Skeleton height={420} />;
  if (!value.nodes.length) return <Empty title="Nothing is known of the lineage" icon="trace" />;
  return (
    <>
      <p class="muted lead">What is made from what. Point at one to see its path; a single record can be traced as well.</p>
      <Wires wires={wires} class="lineage">
        {STAGES.map((stage) => (
          <section key={stage.title} class="lineage-stage" aria-label={stage.title}>
            <h2 class="muted small">{stage.title}</h2>
            {value.nodes
              .filter((node) => stage.kinds.includes(node.kind))
              .sort((a, b) => stage.kinds.indexOf(a.kind) - stage.kinds.indexOf(b.kind))
              .map((node) => {
                const from = wires.filter((wire) => wire.to === node.id).map((wire) => titles.get(wire.from));
                const content = (
                  <>
                    <span class={node.kind === 'report' || node.kind === 'check' ? '' : 'mono'}>{node.title}</span>
                    {stage.kinds.length > 1 && <span class="tag">{node.kind}</span>}
                    {from.length > 0 && <span class="visually-hidden">from {from.join(', ')}</span>}
                  </>
                );
                return node.kind === 'report' ? (
                  <a key={node.id} class="card lineage-node" data-node={node.id} href={link('report', node.id.split(/[:/]/).pop()!)}>
                    {content}
                  </a>
                ) : (
                  <div key={node.id} class={`card lineage-node ${node.kind}`} data-node={node.id} tabIndex={0}>
                    {content}
                  </div>
                );
              })}
          </section>
        ))}
      </Wires>
    </>
  );
}
