import { STORE_LAYOUTS } from '#contract/embedded-stores.ts';

/** Marks a file as InfluScope records: "ISre". */
export const RECORDS_APPLICATION_ID = 0x49_53_72_65;
export const RECORDS_LAYOUT = STORE_LAYOUTS.records;

/**
 * A deleted key leaves its last revision in `tombstones`, so that revisions of one key never repeat. Values are kept
 * as they come: compressing them costs more of the pipeline's processor time than the disk space is worth.
 */
export const CREATE_RECORDS = `
  CREATE TABLE records (
    id INTEGER PRIMARY KEY,
    revision INTEGER NOT NULL,
    key TEXT NOT NULL UNIQUE,
    value TEXT NOT NULL
  ) STRICT;

  CREATE TABLE tombstones (key TEXT PRIMARY KEY, revision INTEGER NOT NULL) STRICT, WITHOUT ROWID;

  CREATE TABLE leases (
    name TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    expires_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
`;
