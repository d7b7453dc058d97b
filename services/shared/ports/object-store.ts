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

/** Small immutable objects by key. Keys are `/`-separated `[A-Za-z0-9._-]+` parts; `.` and `..` are refused. */
export interface ObjectStore {
  /** Durable when it resolves. Putting the same key again replaces it in one step. */
  put(key: string, body: Uint8Array, options: { contentType: string }): Promise<void>;
  get(key: string): Promise<StoredObject | undefined>;
  list(prefix: string): AsyncIterable<ObjectInfo>;
  /** Deleting what is not there is no error. */
  delete(key: string): Promise<void>;
  ping(): Promise<void>;
  close(): Promise<void>;
}
