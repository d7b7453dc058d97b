import { STORE_LAYOUTS } from '#contract/embedded-stores.ts';

/** Marks a file as an InfluScope queue: "ISqu". */
export const QUEUE_APPLICATION_ID = 0x49_53_71_75;
export const QUEUE_LAYOUT = STORE_LAYOUTS.queue;

/**
 * Bodies are in their own table, so that leasing a message rewrites a small row. `due_at` is 0 until a message waits for
 * a retry: a clock that is set back cannot hide new messages. `depth` counts messages, so that backpressure costs the
 * same at any depth.
 */
export const CREATE_QUEUE = `
  CREATE TABLE queues (
    queue TEXT PRIMARY KEY,
    depth INTEGER NOT NULL DEFAULT 0,
    dead INTEGER NOT NULL DEFAULT 0
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE owners (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    pid INTEGER NOT NULL,
    start TEXT NOT NULL,
    host TEXT NOT NULL,
    lease_until INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE messages (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    queue TEXT NOT NULL,
    id TEXT NOT NULL,
    published_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL DEFAULT 0,
    retries INTEGER NOT NULL DEFAULT 0,
    losses INTEGER NOT NULL DEFAULT 0,
    owner INTEGER
  ) STRICT;
  CREATE INDEX messages_free ON messages (queue, due_at, seq) WHERE owner IS NULL;
  CREATE INDEX messages_leased ON messages (owner) WHERE owner IS NOT NULL;

  CREATE TABLE bodies (seq INTEGER PRIMARY KEY, body TEXT NOT NULL, traceparent TEXT) STRICT;

  CREATE TABLE dead (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    queue TEXT NOT NULL,
    id TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    died_at INTEGER NOT NULL,
    reason TEXT NOT NULL,
    body TEXT NOT NULL,
    traceparent TEXT
  ) STRICT;
  CREATE INDEX dead_by_age ON dead (queue, died_at);
`;

/** Migrations, to layout 2 first. A process of the previous layout ignores what they add. */
export const MIGRATE_QUEUE: readonly string[] = [
  'ALTER TABLE bodies ADD COLUMN traceparent TEXT; ALTER TABLE dead ADD COLUMN traceparent TEXT',
];
