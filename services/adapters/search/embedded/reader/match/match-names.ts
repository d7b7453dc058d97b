import type { QueryPlan, WholeName } from '#adapters/search/analysis/plan-query.ts';
import { slotsOf } from '../columns/slot-set.ts';
import type { Scratch } from '../scratch.ts';
import type { Kind } from './kinds.ts';
import { KINDS } from './kinds.ts';
import type { ScreenSources } from './screen.ts';
import { closeHandles } from './term-lists.ts';

/** What a name that begins so, or is spelt closely, is worth beside the terms' own scores. */
const NAME_WORTH = 5;

/** A document that a query names as a whole. */
export interface Named {
  slot: number;
  kind: Kind;
  worth: number;
}

/** The documents whose handle, display name or id is what the query names as a whole; some may be dead. */
export function findNamed({ names, ids }: QueryPlan, withClose: boolean, sources: ScreenSources): Named[] {
  const { columns, postings, db } = sources;
  const named: Named[] = [];
  const add = (slot: number, kind: Kind, worth: number) => {
    if (columns.alive[slot] === 1) named.push({ slot, kind, worth });
  };
  const addName = (name: WholeName) => {
    const { text, prefix, maxEdits, platform } = name;
    const code = platform === null ? null : columns.labels.platform.find(platform);
    if (code === undefined) return;
    const fits = (slot: number) => code === null || columns.codes.platform[slot] === code;
    for (const slot of slotsOf(postings.find(`h${text}`, false))) {
      const isHandle = columns.handles.compareWith(slot, text) === 0;
      if (fits(slot)) add(slot, isHandle ? KINDS.wholeHandle : KINDS.wholeName, 0);
    }
    if (prefix)
      for (const slot of slotsOf(postings.find(`h${text}`, true)))
        if (fits(slot)) add(slot, KINDS.prefix, NAME_WORTH);
    if (withClose && maxEdits > 0)
      for (const [edits, slots] of closeHandles({ text, maxEdits }, columns))
        for (const slot of slots) if (fits(slot)) add(slot, KINDS.close, NAME_WORTH / edits);
  };
  for (const name of names) if (name.text !== '') addName(name);
  for (const id of ids) {
    const row = db.prepare('SELECT ordinal FROM attributes WHERE id = ?').get(id);
    if (row !== undefined) add(columns.slotAtOrAfter(row.ordinal as number), KINDS.wholeHandle, 0);
  }
  return named;
}

/**
 * Adds named documents to the matches: they count as holding every term. `matches` has `count` documents, those with `marker` in
 * `held`. Answers how many it has then.
 */
export function addNamed(
  named: readonly Named[],
  { held, scores, kinds, matches }: Scratch,
  { count, marker }: { count: number; marker: number },
): number {
  let total = count;
  for (const { slot, kind, worth } of named) {
    if (held[slot] !== marker) {
      held[slot] = marker;
      scores[slot] = 0;
      kinds[slot] = 0;
      matches[total++] = slot;
    }
    const known = kinds[slot] ?? 0;
    if (kind > known) kinds[slot] = kind;
    // Among whole names the audience decides.
    scores[slot] = Math.max(kind, known) >= KINDS.wholeName ? 0 : (scores[slot] ?? 0) + worth;
  }
  return total;
}
