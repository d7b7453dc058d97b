/** A stream whose code is loaded when it is first read. */
export async function* deferStream<T>(
  load: () => Promise<AsyncIterable<T> | Iterable<T>>,
): AsyncGenerator<T> {
  yield* await load();
}
