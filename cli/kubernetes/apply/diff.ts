import { stringify } from 'yaml';
import type { KubeObject } from '../objects.ts';

/** Lines around a change. */
const CONTEXT = 2;
/** Beyond that, only what is equal at both ends is matched. */
const MOST_LINES = 2_000;
const HIDDEN = '(hidden)';

/** What changes from one object to the other: lines that begin with `+`, `-` or a space; `…` for what is left out. */
export function diffObjects(before: KubeObject | null, after: KubeObject | null): string[] {
  const lines = compare(before ? toLines(before) : [], after ? toLines(after) : []);
  const near = lines.map((_, at) =>
    lines.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).some((line) => !line.startsWith(' ')),
  );
  if (!near.includes(true)) return [];
  return lines.flatMap((line, at) => (near[at] ? [line] : at === 0 || near[at - 1] ? ['…'] : []));
}

/** As YAML, without what the server keeps for itself and without secrets. */
function toLines({ metadata, ...object }: KubeObject): string[] {
  const {
    managedFields: _managed,
    resourceVersion: _version,
    uid: _uid,
    generation: _generation,
    creationTimestamp: _created,
    ...kept
  } = metadata as KubeObject['metadata'] & { selfLink?: string };
  const { status: _status, ...rest } = object as Record<string, unknown>;
  if (object.kind === 'Secret') {
    for (const key of ['data', 'stringData']) {
      const values = rest[key] as Record<string, string> | undefined;
      if (values) rest[key] = Object.fromEntries(Object.keys(values).map((name) => [name, HIDDEN]));
    }
  }
  return stringify({ ...rest, metadata: kept }, { sortMapEntries: true, lineWidth: 0 })
    .trimEnd()
    .split('\n');
}

/** The shortest edit, by the longest common subsequence of what differs. */
function compare(before: readonly string[], after: readonly string[]): string[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  while (
    tail < before.length - head &&
    tail < after.length - head &&
    before.at(-1 - tail) === after.at(-1 - tail)
  )
    tail++;
  const a = before.slice(head, before.length - tail);
  const b = after.slice(head, after.length - tail);
  return [
    ...before.slice(0, head).map((line) => `  ${line}`),
    ...(a.length > MOST_LINES || b.length > MOST_LINES ? replaceAll(a, b) : align(a, b)),
    ...before.slice(before.length - tail).map((line) => `  ${line}`),
  ];
}

function replaceAll(a: readonly string[], b: readonly string[]): string[] {
  return [...a.map((line) => `- ${line}`), ...b.map((line) => `+ ${line}`)];
}

function align(a: readonly string[], b: readonly string[]): string[] {
  const width = b.length + 1;
  const common = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      common[i * width + j] =
        a[i] === b[j]
          ? (common[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(common[(i + 1) * width + j] ?? 0, common[i * width + j + 1] ?? 0);
    }
  }
  const lines: string[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push(`  ${a[i++]}`);
      j++;
    } else if (
      i < a.length &&
      (j === b.length || (common[(i + 1) * width + j] ?? 0) >= (common[i * width + j + 1] ?? 0))
    ) {
      lines.push(`- ${a[i++]}`);
    } else lines.push(`+ ${b[j++]}`);
  }
  return lines;
}
