import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { InvalidRequestError } from '#ports/errors.ts';
import { translateStoreError } from '../store/errors.ts';
import type { Store } from '../store/open-store.ts';
import { isInUse, openStore } from '../store/open-store.ts';
import type { AttributeRow } from './columns.ts';
import { ATTRIBUTES, createColumns } from './columns.ts';
import { createCommonNumbers } from './common-numbers.ts';
import type { LazyColumns } from './lazy-columns.ts';
import { createLazyColumns } from './lazy-columns.ts';
import { createFieldWeightKeeper } from './match/gather-term.ts';
import type { MatchSources } from './match/match.ts';
import { createPostings } from './postings.ts';
import { createScratchKeeper } from './scratch.ts';
import { createTexts } from './texts.ts';
import { createVocabulary } from './vocabulary.ts';

/** The index as one moment has it: columns, postings and rows agree. */
export interface Snapshot extends MatchSources {
  db: DatabaseSync;
  lazyColumns: LazyColumns;
  /** Tags of the languages whose stems the index holds. */
  languages: Set<string>;
  /** Another number whenever anything else is seen. */
  revision: number;
}

export interface SnapshotReader {
  /** Runs `work` on what is committed now, in whichever process. Throws store errors. */
  read<T>(work: (snapshot: Snapshot) => T): T;
  /** Runs `work` on the file that is in use now, without learning what is new in it. Throws store errors. */
  look<T>(work: (db: DatabaseSync) => T): T;
  /** How many transactions have written to the file that is in use now. Learns nothing. Throws store errors. */
  changes(): number;
  close(): void;
}

interface Loaded {
  store: Store;
  snapshot: Snapshot;
  readChanges: StatementSync;
  changes: number;
  removal: number;
}

/** Everything is loaded again if there are more dead slots than this, and they are at least half of all slots. */
const DEAD_SLOTS_KEPT = 20_000;
const ROWS_PER_LOAD = 1_000;

export function createSnapshotReader(directory: string): SnapshotReader {
  let loaded: Loaded | undefined;
  let revision = 0;

  const close = () => {
    loaded?.store.db.close();
    loaded = undefined;
  };
  const load = (store: Store): Loaded => {
    const columns = createColumns();
    const { db } = store;
    const postings = createPostings(db, columns);
    const vocabulary = createVocabulary(db);
    const snapshot = {
      db,
      columns,
      lazyColumns: createLazyColumns(db, columns),
      postings,
      vocabulary,
      languages: new Set<string>(),
      scratch: createScratchKeeper(),
      weights: createFieldWeightKeeper(),
      commonNumbers: createCommonNumbers(db),
      texts: createTexts(db),
      revision: ++revision,
    };
    return {
      store,
      snapshot,
      readChanges: db.prepare('SELECT changes FROM state'),
      changes: -1,
      removal: -1,
    };
  };
  const open = (): Loaded => {
    if (loaded && !isInUse(loaded.store)) close();
    loaded ??= load(openStore(directory));
    return loaded;
  };
  const catchUp = (opened: Loaded): Snapshot => {
    let target = opened;
    const changes = target.readChanges.get()?.changes as number;
    if (changes === target.changes) return target.snapshot;
    if (!learnRemovals(target)) {
      target = load(target.store);
      loaded = target;
      learnRemovals(target);
    }
    learnRows(target.snapshot);
    learnLanguages(target.snapshot);
    target.snapshot.commonNumbers.refresh();
    target.snapshot.postings.refresh();
    target.changes = changes;
    target.snapshot.revision = ++revision;
    return target.snapshot;
  };

  const look = <T>(work: (opened: Loaded) => T): T => {
    try {
      return work(open());
    } catch (error) {
      close();
      throw translateStoreError(error, directory);
    }
  };

  return {
    read(work) {
      try {
        const opened = open();
        opened.store.db.exec('BEGIN');
        const result = work(catchUp(opened));
        opened.store.db.exec('COMMIT');
        return result;
      } catch (error) {
        const translated = translateStoreError(error, loaded?.store.path ?? directory);
        if (translated instanceof InvalidRequestError) loaded?.store.db.exec('ROLLBACK');
        // A partly loaded state, and working memory that was not cleaned, cannot be used.
        else close();
        throw translated;
      }
    },
    look: (work) => look(({ store }) => work(store.db)),
    changes: () => look(({ readChanges }) => readChanges.get()?.changes as number),
    close,
  };
}

/** `false` when the removals since are not all known any more, or when so much is dead that loading again is better. */
function learnRemovals(loaded: Loaded): boolean {
  const { db, columns } = loaded.snapshot;
  const last = db.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'removed'").get()?.seq;
  const newest = (last as number | undefined) ?? 0;
  const fresh = loaded.removal === -1;
  if (!fresh && newest > loaded.removal) {
    const removed = db
      .prepare('SELECT number, ordinal FROM removed WHERE number > ? ORDER BY number')
      .all(loaded.removal) as { number: number; ordinal: number }[];
    if (removed[0]?.number !== loaded.removal + 1) return false;
    for (const { ordinal } of removed) columns.remove(ordinal);
  }
  loaded.removal = newest;
  const dead = columns.size - columns.live;
  return dead <= DEAD_SLOTS_KEPT || dead <= columns.live;
}

function learnLanguages({ db, languages }: Snapshot): void {
  for (const { tag } of db.prepare('SELECT tag FROM languages').all()) languages.add(tag as string);
}

/** Rows as arrays, some at a time: objects, and columns as JSON texts, cost twice as much. */
function learnRows({ db, columns }: Snapshot): void {
  const select = db.prepare(
    `SELECT ${ATTRIBUTES.join(', ')} FROM attributes WHERE ordinal > ? ORDER BY ordinal LIMIT ${ROWS_PER_LOAD}`,
  );
  select.setReturnArrays(true);
  for (;;) {
    const rows = select.all(columns.lastOrdinal) as unknown as AttributeRow[];
    for (const row of rows) columns.append(row);
    if (rows.length < ROWS_PER_LOAD) return;
  }
}
