/** Yields the results in order. The first rejection ends it; those after it are handled too, so none goes unhandled. */
export async function* settleInOrder<T>(results: readonly Promise<T>[]): AsyncGenerator<T> {
  for (const result of results) result.catch(() => {});
  for (const result of results) yield await result;
}
