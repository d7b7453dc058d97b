import type { DatabaseSync } from 'node:sqlite';
import { UNKNOWN } from '#adapters/search/cursor.ts';
import type { NumberName } from '#adapters/search/stored/numbers.ts';
import type { Columns } from './columns.ts';
import type { Labels } from './labels.ts';
import { createLabels } from './labels.ts';

/** Numbers that every reader has in memory. */
const EAGER = ['followers', 'rate', 'reported', 'recent'] as const;
type EagerNumber = (typeof EAGER)[number];

/** Columns that few queries need, by slot. The first query that needs one loads it; later ones load what is new. */
export interface LazyColumns {
  /** `UNKNOWN` where there is none. */
  number(name: NumberName): Float64Array;
  /** The bits of `traits.ts`. */
  traits(): Int32Array;
  language(): { codes: Int32Array; labels: Labels };
}

const ROWS_PER_LOAD = 20_000;

export function createLazyColumns(db: DatabaseSync, columns: Columns): LazyColumns {
  const numbers = new Map<NumberName, () => Float64Array>();
  const labels = createLabels();
  const traits = lazyColumn({ db, columns }, 'traits', (size) => new Int32Array(size), Number);
  const codes = lazyColumn(
    { db, columns },
    'language',
    (size) => new Int32Array(size),
    (value) => labels.encode(value as string),
  );
  return {
    number(name) {
      if (isEager(name)) return columns[name];
      let read = numbers.get(name);
      if (read === undefined) {
        read = lazyColumn({ db, columns }, name, (size) => new Float64Array(size).fill(UNKNOWN), Number);
        numbers.set(name, read);
      }
      return read();
    },
    traits,
    language: () => ({ codes: codes(), labels }),
  };
}

function isEager(name: NumberName): name is EagerNumber {
  return (EAGER as readonly string[]).includes(name);
}

type Values = Int32Array | Float64Array;

/** Rows never change, so loaded values stay valid. */
function lazyColumn<T extends Values>(
  { db, columns }: { db: DatabaseSync; columns: Columns },
  name: string,
  allocate: (size: number) => T,
  read: (value: unknown) => number,
): () => T {
  let values = allocate(0);
  let upTo = 0;
  const select = () =>
    db.prepare(
      `SELECT json_group_array(ordinal) AS ordinals, json_group_array(${name}) AS list FROM
        (SELECT ordinal, ${name} FROM attributes WHERE ordinal > ? AND ${name} IS NOT NULL
          ORDER BY ordinal LIMIT ${ROWS_PER_LOAD})`,
    );
  return () => {
    if (upTo === columns.lastOrdinal && values.length >= columns.size) return values;
    if (values.length < columns.size) {
      const larger = allocate(Math.ceil(columns.size * 1.25));
      larger.set(values);
      values = larger;
    }
    const statement = select();
    for (let after = upTo; ; ) {
      const row = statement.get(after) as { ordinals: string; list: string };
      const ordinals = JSON.parse(row.ordinals) as number[];
      const list = JSON.parse(row.list) as unknown[];
      let slot = columns.slotAtOrAfter(ordinals[0] ?? 0);
      for (const [i, ordinal] of ordinals.entries()) {
        while (slot < columns.size && (columns.ordinals[slot] ?? 0) < ordinal) slot++;
        values[slot] = read(list[i]);
      }
      if (ordinals.length < ROWS_PER_LOAD) break;
      after = ordinals.at(-1) ?? after;
    }
    upTo = columns.lastOrdinal;
    return values;
  };
}
