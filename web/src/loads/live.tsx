// The load that is running, about four times a second.
import { useEffect, useState } from 'preact/hooks';
import type { Progress } from '../api_types';
import { listen } from '../event_stream';
import { formatBytes, formatNumber, formatSeconds } from '../format';

export function useProgress(finished: () => void): Progress | null {
  const [progress, setProgress] = useState<Progress | null>(null);
  useEffect(
    () =>
      listen('/api/loads/live', (event) => {
        if (event.name === 'finished' || event.name === 'missed') {
          setProgress(null);
          finished();
        } else if (event.name === 'progress') {
          const news: Progress = JSON.parse(event.data);
          setProgress(news.running ? news : null);
        }
      }),
    [],
  );
  return progress;
}

export function Live({ progress }: { progress: Progress }) {
  const byBytes = progress.bytes_total > 0;
  const done = byBytes ? progress.bytes_done / progress.bytes_total : progress.objects_total ? progress.objects_done / progress.objects_total : 0;
  const percent = Math.min(100, Math.round(100 * done));
  const rate = progress.seconds > 0 ? progress.records / progress.seconds : 0;
  return (
    <section class="card live" aria-label="Running load">
      <div class="row">
        <span class="tag good">
          <span class="pulse" />
          running
        </span>
        <b>{progress.phase}</b>
        <span class="spring" />
        <span class="muted">{formatSeconds(progress.seconds)}</span>
      </div>
      <div class="meter" role="progressbar" aria-label="Progress" aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent}>
        <span style={{ width: `${percent}%` }} />
      </div>
      <dl class="live-facts">
        <div>
          <dt>Objects</dt>
          <dd>
            {formatNumber(progress.objects_done)} of {formatNumber(progress.objects_total)}
          </dd>
        </div>
        <div>
          <dt>Bytes</dt>
          <dd>
            {formatBytes(progress.bytes_done)} of {formatBytes(progress.bytes_total)}
          </dd>
        </div>
        <div>
          <dt>Records</dt>
          <dd>{formatNumber(progress.records)}</dd>
        </div>
        <div>
          <dt>Records a second</dt>
          <dd>{formatNumber(Math.round(rate))}</dd>
        </div>
        <div>
          <dt>Rejected</dt>
          <dd class={progress.rejects ? 'bad' : ''}>{formatNumber(progress.rejects)}</dd>
        </div>
      </dl>
    </section>
  );
}
