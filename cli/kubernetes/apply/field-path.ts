/** A field that the object does not have. */
export const ABSENT: unique symbol = Symbol('absent');

/**
 * The value at a field path as the API server writes it: `.spec.containers[name="api"].image`, `.args[0]`,
 * `.metadata.finalizers[="x"]`. Names may contain dots, so each step takes the longest name that the object has.
 */
export function valueAt(object: unknown, path: string): unknown {
  let value: unknown = object;
  let rest = path;
  while (rest !== '') {
    const step = rest.startsWith('[') ? takeItem(value, rest) : takeName(value, rest);
    if (step === null) return ABSENT;
    [value, rest] = step;
  }
  return value;
}

type Step = readonly [value: unknown, rest: string];

function takeName(value: unknown, path: string): Step | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !path.startsWith('.'))
    return null;
  const text = path.slice(1);
  const fits = (name: string) => text.startsWith(name) && /^($|[.[])/.test(text.slice(name.length));
  const [name] = Object.keys(value)
    .filter(fits)
    .toSorted((a, b) => b.length - a.length);
  return name === undefined ? null : [(value as Record<string, unknown>)[name], text.slice(name.length)];
}

const ITEM = /^\[((?:[^\]"]|"(?:[^"\\]|\\.)*")*)\]/;
const PAIR = /([^=,]+)=("(?:[^"\\]|\\.)*"|[^,]+)/g;

function takeItem(value: unknown, path: string): Step | null {
  const [whole, inner] = ITEM.exec(path) ?? [];
  if (whole === undefined || inner === undefined || !Array.isArray(value)) return null;
  const item = findItem(value, inner);
  return item === ABSENT ? null : [item, path.slice(whole.length)];
}

function findItem(items: readonly unknown[], inner: string): unknown {
  if (/^\d+$/.test(inner)) return Number(inner) in items ? items[Number(inner)] : ABSENT;
  if (inner.startsWith('='))
    return items.includes(JSON.parse(inner.slice(1))) ? JSON.parse(inner.slice(1)) : ABSENT;
  const wanted = [...inner.matchAll(PAIR)].map(([, key = '', text = '']) => [key, JSON.parse(text)] as const);
  const found = items.find((item) =>
    wanted.every(([key, want]) => (item as Record<string, unknown>)[key] === want),
  );
  return found === undefined ? ABSENT : found;
}
