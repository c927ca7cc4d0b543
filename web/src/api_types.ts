// What the server answers, call by call.

export type Cell = string | number | boolean | null;
export type Kind = 'text' | 'number' | 'boolean';
export type ChartType = 'number' | 'table' | 'line' | 'bar' | 'heatmap' | 'map';

export interface Column {
  name: string;
  kind: Kind;
  type?: string;
}

export interface Table {
  columns: Column[];
  rows: Cell[][];
}

export interface Info {
  program: string;
  version: string;
  target: string;
  engine: string;
  warehouse: string;
  limits: { seconds: number; rows: number };
  editable: boolean;
}

export interface ReportName {
  name: string;
  title: string;
}

// The words of a block's header: x, y, series, value, lat, lon, format, unit, note, width.
export type BlockOptions = Record<string, string>;

export interface QueryBlock {
  type: 'query';
  id: string;
  title: string;
  chart: ChartType;
  options: BlockOptions;
  sql: string;
}

export interface TextBlock {
  type: 'text';
  markdown: string;
}

export interface Report extends ReportName {
  blocks: (QueryBlock | TextBlock)[];
}

export interface BlockResult extends Table {
  seconds: number;
  truncated: boolean;
}

export interface QueryResult extends BlockResult {
  result: string;
  row_count: number;
}

export interface PlanNode {
  name: string;
  detail: Record<string, string>;
  children: PlanNode[];
}

export interface CatalogueColumn {
  name: string;
  type: string;
  nullable: boolean;
  comment: string | null;
  key: boolean;
  references: string | null;
}

export interface CatalogueTable {
  schema: string;
  name: string;
  kind: 'fact' | 'dimension' | 'staging' | 'ledger' | 'other';
  comment: string | null;
  rows: number;
  columns: CatalogueColumn[];
}

export interface ColumnStatistics {
  name: string;
  type: string;
  nulls: number;
  distinct: number;
  min: Cell;
  max: Cell;
  top: { value: Cell; count: number }[];
}

export interface TableDetail {
  columns: ColumnStatistics[];
  sample: Table;
}

export type LineageKind = 'source' | 'staging' | 'star' | 'check' | 'report';

export interface Lineage {
  nodes: { id: string; kind: LineageKind; title: string }[];
  edges: { from: string; to: string }[];
}

export interface Reject {
  load_id: number;
  object_id: number;
  object: string;
  record: number;
  line: number;
  byte: number;
  position: number;
  column_name: string | null;
  code: string;
  message: string;
  raw: string | null;
  replayed: boolean;
}

export interface Trace {
  object: string;
  line: number;
  record: number | null;
  status: 'loaded' | 'skipped' | 'rejected' | 'unknown';
  reason: string | null;
  reject: Reject | null;
  rows: ({ table: string } & Table)[];
}

export interface Outcome {
  source: string;
  outcome: string;
  records: number;
}

export interface Load {
  load_id: number;
  started_at: string;
  finished_at: string;
  seconds: number;
  program: string;
  objects: number;
  bytes: number;
  records: number;
  staged: number;
  rejected: number;
  outcomes: Outcome[];
}

export interface LoadedObject {
  object_id: number;
  source: string;
  name: string;
  size_bytes: number;
  records: number;
  staged: number;
  rejected: number;
  is_current: boolean;
}

export interface Progress {
  running: boolean;
  phase: string;
  objects_total: number;
  objects_done: number;
  bytes_total: number;
  bytes_done: number;
  records: number;
  rejects: number;
  seconds: number;
}

export interface Drift {
  load_id: number;
  source: string;
  key: string;
  kind: string;
  records: number;
}

export interface Rejects {
  total: number;
  codes: { code: string; records: number }[];
  rejects: Reject[];
}

export interface SavedQuery {
  name: string;
  sql: string;
  modified: string;
}

export interface ExportedReport {
  report: Report;
  results: Record<string, BlockResult | { error: { message: string } }>;
  info: Info;
}
