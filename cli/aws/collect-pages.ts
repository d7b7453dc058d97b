/** How the SDK's paginators ask for pages. A service that repeats its own token is not followed in a circle. */
export function paging<C>(client: C, pageSize?: number) {
  return { client, stopOnSameToken: true, ...(pageSize !== undefined && { pageSize }) };
}

/** Everything that a paginator of the SDK yields. */
export async function collectPages<Page, Item>(
  pages: AsyncIterable<Page>,
  itemsOf: (page: Page) => readonly Item[] | undefined,
): Promise<Item[]> {
  const all: Item[] = [];
  for await (const page of pages) all.push(...(itemsOf(page) ?? []));
  return all;
}
