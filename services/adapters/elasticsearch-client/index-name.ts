/** Stricter than the rule of Elasticsearch. */
const NAME = /^[a-z0-9][a-z0-9._-]{0,200}$/;

/** Reads `?index=NAME` of a server's URL, for several platforms on one server. Answers the fault in words otherwise. */
export function readIndexName(
  { searchParams }: URL,
  defaultName: string,
): { index: string } | { fault: string } {
  const strange = [...searchParams.keys()].find((name) => name !== 'index');
  if (strange !== undefined) return { fault: `"${strange}" is unknown, expected index` };
  const index = searchParams.get('index') ?? defaultName;
  return NAME.test(index) ? { index } : { fault: `"${index}" is no name of an index` };
}
