import { quote } from './row-error.ts';

/** Values that were there and could not be read, counted by field and reason. */
export interface FieldFault {
  field: string;
  reason: string;
  count: number;
  /** The first such value, as `quote` shows it. Outside text. */
  example: string;
}

/** Collects what could not be read. Such a value costs its field, never the row. */
export interface FieldFaults {
  note(field: string, reason: string, value: unknown): void;
  list(): FieldFault[];
}

/** Fields and reasons are few; a wrong caller must not fill the memory. */
const MAX_KINDS = 200;

export function createFieldFaults(): FieldFaults {
  const faults = new Map<string, FieldFault>();
  return {
    note(field, reason, value) {
      const key = `${field}\n${reason}`;
      const known = faults.get(key);
      if (known !== undefined) known.count++;
      else if (faults.size < MAX_KINDS) faults.set(key, { field, reason, count: 1, example: quote(value) });
    },
    list: () => [...faults.values()].sort((a, b) => b.count - a.count),
  };
}
