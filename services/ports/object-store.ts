/** An object's bytes at most: objects are pictures, held whole in memory by whoever writes or reads one. */
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
   * The key names these very bytes, by a hash of them: what is there already is kept as it is, which costs less than
   * to write it again, and caches may keep it for ever.
   */
  immutable?: boolean;
}

/**
 * Small objects by key. Keys are `/`-separated `[A-Za-z0-9._-]+` parts; `.` and `..` are refused. Where one key is another
 * followed by a slash and more, both are kept, but `list` may leave out the longer one: not every server can name both.
 */
export interface ObjectStore {
  /**
   * Durable when it resolves. Putting the same key again replaces it in one step, unless it is `immutable`. Rejects
   * with `InvalidRequestError` for more than `MAX_OBJECT_BYTES`.
   */
  put(key: string, body: Uint8Array, options: PutOptions): Promise<void>;
  get(key: string): Promise<StoredObject | undefined>;
  list(prefix: string): AsyncIterable<ObjectInfo>;
  /** Deleting what is not there is no error. */
  delete(key: string): Promise<void>;
  /** Rejects with `UnavailableError`, which says what is missing: the server, the bucket, a right. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
