import type { Analyser } from '#adapters/search/analysis/analyser.ts';
import { addressNames, toGroupTerms, toPhrase } from '#adapters/search/analysis/plan-query.ts';
import type { TextClause } from '#contract/query/tree.ts';
import type { LazyColumns } from '../lazy-columns.ts';
import type { ScreenSources } from '../match/screen.ts';
import { phraseHolders } from '../match/screen.ts';
import { typedLists } from '../match/term-lists.ts';

export interface TextSources extends ScreenSources {
  analyser: Analyser;
  /** Tags of the languages whose stems the index holds. */
  languages: ReadonlySet<string>;
  lazyColumns: LazyColumns;
}

/**
 * Adds the slots of documents that hold a text: a word as typed or in another form, without beginnings and close
 * spellings. What is negated leaves out only what holds it as typed.
 */
export function addTextSlots(
  clause: TextClause,
  negated: boolean,
  sources: TextSources,
  add: (slots: Int32Array) => void,
): void {
  const { analyser, languages, columns, postings, db } = sources;
  switch (clause.kind) {
    case 'phrase':
      add(phraseHolders(toPhrase(clause.text, analyser), sources));
      return;
    case 'address': {
      const { names, id } = addressNames(clause.address);
      const code = columns.labels.platform.find(clause.address.platform);
      for (const name of names)
        add(postings.find(`h${name}`, false).filter((slot) => columns.codes.platform[slot] === code));
      const row = db.prepare('SELECT ordinal FROM attributes WHERE id = ?').get(id);
      if (row !== undefined) add(Int32Array.of(columns.slotAtOrAfter(row.ordinal as number)));
      return;
    }
    default: {
      if (negated) add(phraseHolders(toPhrase(clause.text, analyser), sources));
      const terms = toGroupTerms(clause, analyser, languages);
      if (negated && clause.kind === 'word') return;
      const [first = new Int32Array(0), ...others] = terms.map((term) =>
        union(
          typedLists(term, sources).map(({ slots }) => slots),
          columns.size,
        ),
      );
      add(others.reduce((common, slots) => intersect(common, slots), first));
    }
  }
}

/** Ascending and each once. */
function union(lists: readonly Int32Array[], size: number): Int32Array {
  if (lists.length < 2) return lists[0] ?? new Int32Array(0);
  const seen = new Uint8Array(size);
  for (const slots of lists) for (const slot of slots) seen[slot] = 1;
  const all: number[] = [];
  for (let slot = 0; slot < size; slot++) if (seen[slot] === 1) all.push(slot);
  return Int32Array.from(all);
}

function intersect(one: Int32Array, other: Int32Array): Int32Array {
  let at = 0;
  return one.filter((slot) => {
    while (at < other.length && (other[at] ?? 0) < slot) at++;
    return other[at] === slot;
  });
}
