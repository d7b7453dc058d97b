import { readLastingQuery } from '#contract/query/read-lasting-query.ts';
import { hasAlerts } from '#contract/saved/has-alerts.ts';
import type { SavedRecord } from '#contract/saved/saved-search.ts';
import type { Profile } from '#domain/profile.ts';
import type { CompileQuery } from '#ports/query-matcher.ts';
import type { Records } from '#ports/records.ts';
import type { SearchDocument, SearchIndex } from '#ports/search-index.ts';
import { createSavedCache } from '#runtime/saved/saved-store.ts';
import type { Watch } from './evaluate.ts';
import { isWatched } from './evaluate.ts';
import type { Watched } from './store-states.ts';
import { storeStates } from './store-states.ts';

/** A document that is about to be written. */
export interface DocumentChange {
  document: SearchDocument;
  /** Other ids of the person, under which a document may be until now. */
  earlierIds: readonly string[];
}

export interface AlertWatch {
  /**
   * Raises the alerts of documents that are about to be written: when it resolves, they are in the outbox. Safe to repeat
   * from any point, as long as the documents are not written yet: the same facts have the same ids. Rejects with the
   * errors of the ports.
   */
  record(changes: readonly DocumentChange[]): Promise<void>;
}

export interface AlertWatchDeps {
  records: Records;
  search: SearchIndex;
  /** Loaded with the first alert: it is large. */
  loadCompiler(): Promise<CompileQuery>;
  /** Epoch milliseconds. */
  now(): number;
}

const READS_AT_ONCE = 50;
/** States that are stored together. Each has a few alerts, and each alert an entry for every address: below 10 MB. */
const STORED_AT_ONCE = 250;

/** Checks each changed document against the rules of every saved search. Without saved searches, it reads one small record. */
export function createAlertWatch({ records, search, loadCompiler, now }: AlertWatchDeps): AlertWatch {
  const savedSearches = createSavedCache(records);
  let compiler: Promise<CompileQuery> | undefined;
  let compiled: { from: readonly SavedRecord[]; watches: Watch[] } = { from: [], watches: [] };

  const watches = async (): Promise<Watch[]> => {
    const from = await savedSearches();
    if (from === compiled.from) return compiled.watches;
    const active = from.filter(({ alerts }) => hasAlerts(alerts));
    if (active.length > 0) compiler ??= loadCompiler();
    const compile = await compiler;
    const known = new Map(compiled.watches.map((watch) => [watch.search.id, watch]));
    const made = active.flatMap((one): Watch[] => {
      const before = known.get(one.id);
      if (before !== undefined) return [{ ...before, search: one }];
      const read = readLastingQuery(one.query);
      return 'tree' in read && compile ? [{ search: one, test: compile(read.tree) }] : [];
    });
    compiled = { from, watches: made };
    return made;
  };

  const readBefore = async ({ document, earlierIds }: DocumentChange): Promise<Profile | undefined> => {
    for (const id of [document.profile.id, ...earlierIds]) {
      const profile = await search.get(id);
      if (profile !== undefined) return profile;
    }
    return undefined;
  };

  return {
    async record(changes) {
      const active = await watches();
      if (active.length === 0 || changes.length === 0) return;
      const nowMs = now();
      const isCandidate = ({ document: { profile } }: DocumentChange) =>
        active.some(({ search: { alerts }, test }) => !isAboutMatches(alerts) || test(profile, nowMs));
      const candidates = changes.filter(isCandidate);
      let found: Watched[] = [];
      for (let from = 0; from < candidates.length; from += READS_AT_ONCE) {
        const part = candidates.slice(from, from + READS_AT_ONCE);
        const befores = await Promise.all(part.map(readBefore));
        for (const [i, { document, earlierIds }] of part.entries()) {
          const change = { before: befores[i], after: document.profile, version: document.version };
          for (const watch of active)
            if (isWatched(watch, change, nowMs)) {
              found.push({ watch, change, earlierIds });
              if (found.length < STORED_AT_ONCE) continue;
              await storeStates(found, records, nowMs);
              found = [];
            }
        }
      }
      if (found.length > 0) await storeStates(found, records, nowMs);
    },
  };
}

/** Whether only people who match now can raise an alert. */
function isAboutMatches({ growth_over, engagement_falls_over }: SavedRecord['alerts']): boolean {
  return growth_over === null && engagement_falls_over === null;
}
