import type { Reject } from '../api_types';
import { excerpt } from './excerpt';

export function RejectText({ reject }: { reject: Reject }) {
  const { text, caret } = excerpt(reject.raw ?? '', reject.position);
  return (
    <div class="reject-text">
      <p>
        <span class="tag bad">{reject.code}</span> {reject.column_name && <span class="mono">{reject.column_name}: </span>}
        {reject.message}
      </p>
      <pre tabIndex={0} role="region" aria-label="The record, with a caret under the place">
        {text}
        {'\n'}
        <span class="caret">{' '.repeat(caret)}^</span>
      </pre>
    </div>
  );
}
