import type { ColumnEvidence } from './column-evidence.ts';
import type { Field } from './field.ts';
import type { HeaderReading } from './read-header.ts';

/** A column before it has a use. */
export interface Column {
  index: number;
  name: string;
  header: HeaderReading | null;
  evidence: ColumnEvidence;
  /** Of the sampled rows, in their order. */
  values: readonly unknown[];
}

export interface Assignment {
  field: Field | null;
  why: string;
  contradicted: boolean;
}
