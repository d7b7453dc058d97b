/** Follows a paged answer to its end; a service that repeats its own token is not followed in a circle. */
export async function readPages<Answer, Item>(
  ask: (token: string | undefined) => Promise<Answer>,
  read: (answer: Answer) => { items: readonly Item[] | undefined; next: string | undefined },
): Promise<Item[]> {
  const all: Item[] = [];
  const seen = new Set<string>();
  for (let token: string | undefined; ; ) {
    const { items, next } = read(await ask(token));
    all.push(...(items ?? []));
    if (!next || seen.has(next)) return all;
    seen.add(next);
    token = next;
  }
}
