/** One call of a store's function, on its way through the storage thread. */
export interface StoreCall {
  method: string;
  args: unknown;
  /** Names the call for `cancel`. */
  token: number;
  resolve(value: unknown): void;
  reject(error: unknown): void;
  cancelled(): void;
}

/** One store on the storage thread: commits the calls that arrive together, keeps those that wait. */
export interface StoreRunner {
  submit(calls: readonly StoreCall[]): void;
  /** Ends a waiting call; one that has been served is left alone. */
  cancel(token: number): void;
  /** Closes the file; waiting calls are rejected. */
  close(): void;
}
