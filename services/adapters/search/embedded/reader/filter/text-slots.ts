import type { Analyser } from '#adapters/search/analysis/analyser.ts';
import { addressNames, toGroupTerms, toPhrase } from '#adapters/search/analysis/plan-query.ts';
import type { TextClause } from '#contract/query/tree.ts';
import { keepCommon } from '../columns/bits.ts';
import type { SlotSet } from '../columns/slot-set.ts';
import { setOfBits, setOfSlots, slotsOf, unionOf } from '../columns/slot-set.ts';
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
  add: (slots: SlotSet) => void,
): void {
  const { analyser, languages, columns, postings, db } = sources;
  const { size, living } = columns;
  const addSlots = (slots: Int32Array) => add(setOfSlots(slots, size));
  switch (clause.kind) {
    case 'phrase':
      add(phraseHolders(toPhrase(clause.text, analyser), sources));
      return;
    case 'address': {
      const { names, id } = addressNames(clause.address);
      const code = columns.labels.platform.find(clause.address.platform);
      for (const name of names)
        addSlots(
          slotsOf(postings.find(`h${name}`, false)).filter((slot) => columns.codes.platform[slot] === code),
        );
      const row = db.prepare('SELECT ordinal FROM attributes WHERE id = ?').get(id);
      if (row !== undefined) addSlots(Int32Array.of(columns.slotAtOrAfter(row.ordinal as number)));
      return;
    }
    default: {
      if (negated) add(phraseHolders(toPhrase(clause.text, analyser), sources));
      const terms = toGroupTerms(clause, analyser, languages);
      if (negated && clause.kind === 'word') return;
      const [first, ...others] = terms.map((term) =>
        unionOf(
          typedLists(term, sources).map(({ set }) => set),
          size,
        ),
      );
      if (first === undefined) return;
      for (const set of others) keepCommon(first, set, first.length);
      add(setOfBits(first, living, size));
    }
  }
}
