// Curves between elements that carry data-node, behind them; those at the hovered or focused element stand out.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

export interface Wire {
  from: string;
  to: string;
}

interface Curve extends Wire {
  path: string;
}

function curve(from: DOMRect, to: DOMRect, base: DOMRect): string {
  const y1 = from.top + from.height / 2 - base.top;
  const y2 = to.top + to.height / 2 - base.top;
  const right = to.left >= from.right - 8;
  const left = to.right <= from.left + 8;
  const x1 = (right ? from.right : from.left) - base.left;
  const x2 = (right ? to.left : left ? to.right : to.left) - base.left;
  const bend = right || left ? Math.max(16, Math.abs(x2 - x1) / 2) : 28;
  const c1 = right ? x1 + bend : x1 - bend;
  const c2 = right ? x2 - bend : left ? x2 + bend : x2 - bend;
  return `M${x1} ${y1}C${c1} ${y1} ${c2} ${y2} ${x2} ${y2}`;
}

// Everything up and down the stream from a node.
export function related(node: string, wires: Wire[]): Set<string> {
  const found = new Set([node]);
  const follow = (start: string, from: 'from' | 'to', to: 'from' | 'to') => {
    const queue = [start];
    for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
      for (const wire of wires) {
        if (wire[from] !== at || found.has(wire[to])) continue;
        found.add(wire[to]);
        queue.push(wire[to]);
      }
    }
  };
  follow(node, 'from', 'to');
  follow(node, 'to', 'from');
  return found;
}

export function Wires({ wires, class: name, children }: { wires: Wire[]; class: string; children: ComponentChildren }) {
  const host = useRef<HTMLDivElement>(null);
  const [curves, setCurves] = useState<Curve[]>([]);
  const [active, setActive] = useState<Set<string> | null>(null);
  useEffect(() => {
    const element = host.current!;
    const draw = () => {
      const base = element.getBoundingClientRect();
      const nodes = new Map([...element.querySelectorAll<HTMLElement>('[data-node]')].map((node) => [node.dataset.node!, node.getBoundingClientRect()]));
      setCurves(
        wires.flatMap((wire) => {
          const from = nodes.get(wire.from);
          const to = nodes.get(wire.to);
          return from && to ? [{ ...wire, path: curve(from, to, base) }] : [];
        }),
      );
    };
    const sized = new ResizeObserver(draw);
    sized.observe(element);
    document.fonts.ready.then(draw);
    return () => sized.disconnect();
  }, [wires]);
  const nodeOf = (event: Event) => (event.target as Element).closest<HTMLElement>('[data-node]')?.dataset.node;
  const enter = (event: Event) => {
    const node = nodeOf(event);
    const path = node ? related(node, wires) : null;
    setActive(path && path.size > 1 ? path : null);
  };
  useEffect(() => {
    for (const node of host.current!.querySelectorAll<HTMLElement>('[data-node]')) {
      node.classList.toggle('faded', active !== null && !active.has(node.dataset.node!));
    }
  }, [active]);
  return (
    <div ref={host} class={`wires ${name}`} onPointerOver={enter} onPointerLeave={() => setActive(null)} onFocusIn={enter} onFocusOut={() => setActive(null)}>
      <svg aria-hidden="true">
        {curves.map((one) => (
          <path key={`${one.from} ${one.to}`} d={one.path} class={active ? (active.has(one.from) && active.has(one.to) ? 'active' : 'faded') : ''} />
        ))}
      </svg>
      {children}
    </div>
  );
}
