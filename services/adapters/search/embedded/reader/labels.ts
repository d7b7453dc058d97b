import { foldLabel } from '#adapters/search/analysis/fold.ts';

/** The distinct values of a text column as small numbers; values that differ only in case or accents are one. */
export interface Labels {
  /** Code of a value, given when it is new; 0 for `null`. */
  encode(value: string | null): number;
  /** Code of a value as a filter names it; `undefined` when no document has it. */
  find(value: string): number | undefined;
  /** The value as it was first spelt; `null` for code 0. */
  label(code: number): string | null;
  /** Codes are below it. */
  readonly size: number;
}

export function createLabels(): Labels {
  const bySpelling = new Map<string, number>();
  const byFolded = new Map<string, number>();
  const labels: (string | null)[] = [null];
  return {
    encode(value) {
      if (value === null) return 0;
      let code = bySpelling.get(value);
      if (code === undefined) {
        const folded = foldLabel(value);
        code = byFolded.get(folded);
        if (code === undefined) {
          code = labels.push(value) - 1;
          byFolded.set(folded, code);
        }
        bySpelling.set(value, code);
      }
      return code;
    },
    find: (value) => byFolded.get(foldLabel(value)),
    label: (code) => labels[code] ?? null,
    get size() {
      return labels.length;
    },
  };
}
