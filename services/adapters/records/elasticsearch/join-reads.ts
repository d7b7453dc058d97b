interface Waiting<T> {
  keys: readonly string[];
  done: (found: T[]) => void;
  fail: (error: unknown) => void;
}

/** Requests under way at a time. */
const MAX_UNDER_WAY = 2;

/**
 * Reads by key that arrive while others are under way go out together: a request for one small record costs the server and
 * this process as much processor time as several records do. A request is sent after all of its reads were asked for, so
 * each sees every write that was answered before.
 */
export function joinReads<T>(
  read: (keys: readonly string[]) => Promise<T[]>,
): (keys: readonly string[]) => Promise<T[]> {
  let waiting: Waiting<T>[] = [];
  let underWay = 0;

  const send = async () => {
    const batch = waiting;
    waiting = [];
    underWay++;
    try {
      const found = await read(batch.flatMap(({ keys }) => keys));
      let from = 0;
      for (const { keys, done } of batch) {
        done(found.slice(from, from + keys.length));
        from += keys.length;
      }
    } catch (error) {
      for (const { fail } of batch) fail(error);
    } finally {
      underWay--;
      if (waiting.length > 0) void send();
    }
  };

  return (keys) => {
    const { promise, resolve, reject } = Promise.withResolvers<T[]>();
    waiting.push({ keys, done: resolve, fail: reject });
    if (underWay < MAX_UNDER_WAY) void send();
    return promise;
  };
}
