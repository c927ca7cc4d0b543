import { useEffect, useRef } from 'preact/hooks';
import type { Reject } from '../api_types';
import { excerpt } from './excerpt';

export function RejectText({ reject }: { reject: Reject }) {
  const { text, caret } = excerpt(reject.raw ?? '', reject.position);
  const record = useRef<HTMLPreElement>(null);
  const mark = useRef<HTMLSpanElement>(null);
  // On a narrow screen the place that is wrong is what must be in sight.
  useEffect(() => {
    const over = mark.current!.offsetWidth - record.current!.clientWidth * 0.6;
    record.current!.scrollLeft = Math.max(0, over);
  }, [text]);
  return (
    <div class="reject-text">
      <p>
        <span class="tag bad">{reject.code}</span> {reject.column_name && <span class="mono">{reject.column_name}: </span>}
        {reject.message}
      </p>
      <pre ref={record} tabIndex={0} role="region" aria-label={`Record ${reject.record} of ${reject.object}, with a caret under the place`}>
        {text}
        {'\n'}
        <span ref={mark} class="caret">{' '.repeat(caret)}^</span>
      </pre>
    </div>
  );
}
