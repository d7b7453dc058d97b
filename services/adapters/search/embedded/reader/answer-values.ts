import type { DatabaseSync } from 'node:sqlite';
import { foldLabel } from '#adapters/search/analysis/fold.ts';
import { languageKeys } from '#adapters/search/stored/label-keys.ts';
import type { StoredField } from '#contract/query/complete-query.ts';
import type { ValueCount } from '#ports/search-index.ts';
import type { PostedLabel } from '../label-tokens.ts';
import { labelKey, labelToken } from '../label-tokens.ts';
import { slotsOf } from './columns/slot-set.ts';
import type { Labels } from './labels.ts';
import type { Snapshot } from './snapshot.ts';

/** Terms whose living documents are counted, for each that is wanted. */
const CANDIDATES = 3;
const LAST = '\u{10ffff}';

/** Values of a field that begin with `prefix`, most frequent first. */
export function answerValues(
  field: StoredField,
  prefix: string,
  limit: number,
  snapshot: Snapshot,
): ValueCount[] {
  const { columns, lazyColumns } = snapshot;
  const folded = foldLabel(prefix);
  switch (field) {
    case 'category':
    case 'source':
      return best(
        countLabels(columns.codes[field], columns.labels[field], snapshot).filter(({ value }) =>
          foldLabel(value).startsWith(folded),
        ),
        limit,
      );
    case 'language': {
      const { codes, labels } = lazyColumns.language();
      const counts = new Map<string, number>();
      for (const { value, count } of countLabels(codes, labels, snapshot))
        for (const key of languageKeys(value)) counts.set(key, (counts.get(key) ?? 0) + count);
      const all = [...counts].map(([value, count]) => ({ value, count }));
      return best(
        all.filter(({ value }) => value.startsWith(folded)),
        limit,
      );
    }
    default:
      return postedValues(field, folded, limit, snapshot);
  }
}

function countLabels(codes: Int32Array, labels: Labels, { columns }: Snapshot): ValueCount[] {
  const counts = new Uint32Array(labels.size);
  for (let slot = 0; slot < columns.size; slot++)
    if (columns.alive[slot] === 1) counts[codes[slot] ?? 0] = (counts[codes[slot] ?? 0] ?? 0) + 1;
  return [...counts.subarray(1)]
    .map((count, i) => ({ value: labels.label(i + 1) ?? '', count }))
    .filter(({ count }) => count > 0);
}

/** The vocabulary counts documents that are gone, too: so the most frequent terms are counted again. */
function postedValues(label: PostedLabel, prefix: string, limit: number, snapshot: Snapshot): ValueCount[] {
  const { postings, columns, db } = snapshot;
  const from = labelToken(label, prefix);
  const terms = frequentTerms(db, from, limit * CANDIDATES);
  const counted = terms.map((term) => ({
    value: labelKey(term),
    count: slotsOf(postings.find(term, false)).reduce((sum, slot) => sum + (columns.alive[slot] ?? 0), 0),
  }));
  return best(
    counted.filter(({ count }) => count > 0),
    limit,
  );
}

function frequentTerms(db: DatabaseSync, from: string, limit: number): string[] {
  db.exec("CREATE VIRTUAL TABLE IF NOT EXISTS temp.label_terms USING fts5vocab('main', 'postings', 'row')");
  const rows = db
    .prepare('SELECT term FROM temp.label_terms WHERE term >= ? AND term < ? ORDER BY doc DESC, term LIMIT ?')
    .all(from, from + LAST, limit);
  return rows.map(({ term }) => term as string);
}

function best(values: ValueCount[], limit: number): ValueCount[] {
  return values
    .map((one) => ({ ...one, folded: foldLabel(one.value) }))
    .sort((a, b) => b.count - a.count || (a.folded < b.folded ? -1 : 1))
    .slice(0, limit)
    .map(({ value, count }) => ({ value, count }));
}
