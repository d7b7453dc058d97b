/** Maximum bytes of an object. Objects are pictures; readers and writers hold them in memory as a whole. */
export const MAX_OBJECT_BYTES = 8 * 1024 * 1024;

export interface StoredObject {
  body: Uint8Array;
  contentType: string;
  /** Strong validator of the bytes, without quotes. */
  etag: string;
}

export interface ObjectInfo {
  key: string;
  size: number;
}

export interface PutOptions {
  contentType: string;
  /**
   * The key contains a hash of the bytes. An existing object is kept, which costs less than writing it again, and
   * caches may keep it forever.
   */
  immutable?: boolean;
}

/**
 * Small objects by key. Keys are `/`-separated `[A-Za-z0-9._-]+` parts; `.` and `..` are refused. When one key is a
 * folder of another, both are kept, but `list` may omit the longer one: not every server can list both.
 */
export interface ObjectStore {
  /**
   * Durable when it resolves. A second put of the same key replaces the object atomically, unless it is `immutable`.
   * Rejects with `InvalidRequestError` for more than `MAX_OBJECT_BYTES`.
   */
  put(key: string, body: Uint8Array, options: PutOptions): Promise<void>;
  get(key: string): Promise<StoredObject | undefined>;
  list(prefix: string): AsyncIterable<ObjectInfo>;
  /** Deleting a missing object is no error. */
  delete(key: string): Promise<void>;
  /** Rejects with `UnavailableError`, which names what is missing: the server, the bucket, a permission. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
