/** What the promise comes to, or `null` when it takes longer. What arrived while this process was busy comes in time. */
export async function withinTime<T>(promise: Promise<T>, ms: number): Promise<T | null> {
  const { promise: over, resolve } = Promise.withResolvers<null>();
  // Due timers run before what has arrived is read: it gets two turns.
  const timer = setTimeout(() => setImmediate(() => setImmediate(resolve, null)), ms);
  try {
    return await Promise.race([promise, over]);
  } finally {
    clearTimeout(timer);
  }
}
