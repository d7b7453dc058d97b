/** Configuration of the SDK's paginators. They stop at a service that repeats its token. */
export function paging<C>(client: C, pageSize?: number) {
  return { client, stopOnSameToken: true, ...(pageSize !== undefined && { pageSize }) };
}

/** All items of all pages of a paginator. */
export async function collectPages<Page, Item>(
  pages: AsyncIterable<Page>,
  itemsOf: (page: Page) => readonly Item[] | undefined,
): Promise<Item[]> {
  const all: Item[] = [];
  for await (const page of pages) all.push(...(itemsOf(page) ?? []));
  return all;
}
