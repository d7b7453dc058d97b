/** Stricter than the rule of Elasticsearch. */
const NAME = /^[a-z0-9][a-z0-9._-]{0,200}$/;

export interface IndexNameFault {
  code: 'unknown_option' | 'invalid_index';
  /** For people. */
  fault: string;
}

/** Reads `?index=NAME` of a server's URL, for several instances on one server. Returns the fault when it is invalid. */
export function readIndexName(
  { searchParams }: URL,
  defaultName: string,
): { index: string } | IndexNameFault {
  const strange = [...searchParams.keys()].find((name) => name !== 'index');
  if (strange !== undefined) {
    return { code: 'unknown_option', fault: `unknown option "${strange}"; use index` };
  }
  const index = searchParams.get('index') ?? defaultName;
  if (NAME.test(index)) return { index };
  const fault = `"${index}" is not a valid index name; use lowercase letters, digits, ".", "_" and "-"`;
  return { code: 'invalid_index', fault };
}
