// Keys of the sources that are not as expected: unknown, missing, or of another type.
import { api } from '../api';
import { Empty, Failure, Skeleton } from '../components/states';
import { DataTable } from '../components/data_table';
import { useLoaded } from '../components/use_loaded';
import type { Cell, Column } from '../api_types';

const COLUMNS: Column[] = [
  { name: 'load', kind: 'number' },
  { name: 'source', kind: 'text' },
  { name: 'key', kind: 'text' },
  { name: 'kind', kind: 'text' },
  { name: 'records', kind: 'number' },
];

export function DriftView() {
  const { value, error, again } = useLoaded(() => api.drift(), []);
  if (error) return <Failure error={error} retry={again} />;
  if (!value) return <Skeleton height={240} />;
  if (!value.length)
    return (
      <Empty title="No drift" icon="check">
        <p>Every record had the keys that were expected, with values of the expected types.</p>
      </Empty>
    );
  const rows: Cell[][] = value.map((one) => [one.load_id, one.source, one.key, one.kind, one.records]);
  return (
    <>
      <p class="muted lead">Keys that were unknown, missing or of another JSON type than before: how a source changes shows here first.</p>
      <div class="card">
        <DataTable table={{ columns: COLUMNS, rows }} label="Drift" />
      </div>
    </>
  );
}
