/** One record of a document. */
export interface FoundRecord {
  /** Keys that lead to it, joined by dots; empty for the document itself. */
  path: string;
  value: unknown;
}

/** Keys whose text or number says who somebody is, or how many follow them. Lower case, letters alone. */
const PERSON_KEYS = new Set(
  (
    'username userid userhandle handle screenname login acct uniqueid nick nickname did customurl channelid channeltitle ' +
    'platformusername accountname account profilename fullname displayname authorhandle ownerusername ' +
    'followers followercount followerscount subscribercount subscribers fans biography bio profileurl'
  ).split(' '),
);
/** Keys that anything may have: a run, a list, a post, a person. */
const NAMING_KEYS = new Set(
  'id idstr pk uuid uri url link cid shortcode code slug name title key'.split(' '),
);
/** What a post has beside its key. */
const POST_KEYS = new Set(
  'text caption likes likecount likescount diggcount comments commentcount commentscount views viewcount playcount publishedat createtime'.split(
    ' ',
  ),
);
const MAX_WALK = 8;

/**
 * The records that a value holds: itself, or the elements of the lists that it wraps, at any depth. An object that says
 * who it is stays whole, with its lists of posts. `isElement`: it is an element of a list, where a wrapper is rare.
 */
export function findRecords(value: unknown, isElement: boolean): FoundRecord[] {
  const records: FoundRecord[] = [];
  collect(value, '', isElement, 0, records);
  return records;
}

function collect(
  value: unknown,
  path: string,
  isElement: boolean,
  depth: number,
  records: FoundRecord[],
): void {
  if (Array.isArray(value) && value.some(isContainer) && depth < MAX_WALK) {
    for (const element of value) collect(element, path, true, depth + 1, records);
    return;
  }
  if (!isObject(value) || depth >= MAX_WALK || isPerson(value)) {
    records.push({ path, value });
    return;
  }
  const node = edgeNode(value);
  if (node !== null) {
    collect(node, path, true, depth + 1, records);
    return;
  }
  if (isElement && hasKey(value, NAMING_KEYS)) {
    records.push({ path, value });
    return;
  }
  const lists = chooseLists(listsOf(value, !isElement), !isElement && hasKey(value, NAMING_KEYS));
  if (lists.length > 0) {
    for (const list of lists) {
      const at = path === '' ? list.path : `${path}.${list.path}`;
      for (const element of list.elements) collect(element, at, true, depth + 1, records);
    }
    return;
  }
  const entries = keyedRecords(value);
  if (entries === null) records.push({ path, value });
  else for (const entry of entries) records.push({ path, value: entry });
}

interface List {
  path: string;
  elements: readonly unknown[];
  /** Something between the document and the list has a name of its own. */
  isNamed: boolean;
}

/** The lists of objects that an object wraps. Those of a person are part of the person. */
function listsOf(value: Record<string, unknown>, intoNamed: boolean): List[] {
  const lists: List[] = [];
  const walk = (object: Record<string, unknown>, path: string, isNamed: boolean, depth: number) => {
    for (const [key, member] of Object.entries(object)) {
      const at = path === '' ? key : `${path}.${key}`;
      if (Array.isArray(member)) {
        if (member.some(isObject)) lists.push({ path: at, elements: member, isNamed });
      } else if (isObject(member) && depth < MAX_WALK && !isPerson(member)) {
        const named = hasKey(member, NAMING_KEYS);
        if (!named || intoNamed) walk(member, at, isNamed || named, depth + 1);
      }
    }
  };
  walk(value, '', false, 0);
  return lists;
}

/** Where some lists hold people, others stay out that hold neither people nor posts, such as the counts of a filter. */
function chooseLists(lists: readonly List[], isNamed: boolean): readonly List[] {
  const open = lists.filter((list) => !(isNamed || list.isNamed) || holds(list, isPersonWithin));
  if (!open.some((list) => holds(list, isPersonWithin))) return open;
  return open.filter((list) => holds(list, isPersonWithin) || holds(list, isPost));
}

function holds({ elements }: List, test: (element: Record<string, unknown>) => boolean): boolean {
  return elements.slice(0, 20).some((element) => isObject(element) && test(element));
}

/** The values of an object that maps keys to records alike, each with its key as `_key`. */
function keyedRecords(value: Record<string, unknown>): Record<string, unknown>[] | null {
  const entries = Object.entries(value);
  if (entries.length < 2) return null;
  const first = entries[0]?.[1];
  if (!isObject(first)) return null;
  const shape = Object.keys(first);
  const records: Record<string, unknown>[] = [];
  for (const [key, entry] of entries) {
    if (!isObject(entry)) return null;
    const shared = Object.keys(entry).filter((name) => shape.includes(name)).length;
    if (shared < Math.max(1, shape.length / 2)) return null;
    records.push({ _key: key, ...entry });
  }
  return records;
}

/** What an edge of a GraphQL connection holds. */
function edgeNode(value: Record<string, unknown>): Record<string, unknown> | null {
  if (!isObject(value.node)) return null;
  return Object.keys(value).every((key) => key === 'node' || key === 'cursor' || key === '__typename')
    ? value.node
    : null;
}

const HEAD_BYTES = 4_000;

/** Does the first part of an object's text say, outside what it nests, that it is a person? */
export function startsLikePerson(head: Buffer): boolean {
  const text = head.toString('latin1', 0, HEAD_BYTES);
  let depth = 0;
  for (const [token, key] of text.matchAll(/"((?:[^"\\]|\\.)*)"(?:\s*:\s*(?=["\d]))?|[{}[\]]/g)) {
    if (token === '{' || token === '[') depth++;
    else if (token === '}' || token === ']') depth--;
    else if (depth === 1 && !token.endsWith('"') && PERSON_KEYS.has(plain(key ?? ''))) return true;
  }
  return false;
}

function isPersonWithin(value: Record<string, unknown>): boolean {
  return (
    isPerson(value) ||
    Object.values(value).some(
      (member) =>
        isObject(member) &&
        (isPerson(member) || Object.values(member).some((inner) => isObject(inner) && isPerson(inner))),
    )
  );
}

/** Does an object say by itself who somebody is? */
export function isPerson(value: unknown): boolean {
  return isObject(value) && hasKey(value, PERSON_KEYS);
}

function isPost(value: Record<string, unknown>): boolean {
  return hasKey(value, NAMING_KEYS) && hasKey(value, POST_KEYS);
}

function hasKey(value: Record<string, unknown>, keys: ReadonlySet<string>): boolean {
  for (const key in value) {
    const member = value[key];
    if (((typeof member === 'string' && member !== '') || typeof member === 'number') && keys.has(plain(key)))
      return true;
  }
  return false;
}

const plainKeys = new Map<string, string>();

function plain(key: string): string {
  const known = plainKeys.get(key);
  if (known !== undefined) return known;
  const text = key.toLowerCase().replace(/[^a-z]/g, '');
  if (plainKeys.size < 2_000) plainKeys.set(key, text);
  return text;
}

function isContainer(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
