import { diffArrays } from 'diff';
import { stringify } from 'yaml';
import type { KubeObject } from '../objects.ts';

/** Lines around a change. */
const CONTEXT = 2;
const MAX_EDITS = 2_000;
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

/** As YAML, without the server's own fields and without secret values. */
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

/** A shortest edit. Where that would take too long, all lines are replaced. */
function compare(before: readonly string[], after: readonly string[]): string[] {
  const changes = diffArrays([...before], [...after], { maxEditLength: MAX_EDITS });
  if (changes === undefined)
    return [...before.map((line) => `- ${line}`), ...after.map((line) => `+ ${line}`)];
  return changes.flatMap(({ added, removed, value }) => {
    const mark = added ? '+' : removed ? '-' : ' ';
    return value.map((line) => `${mark} ${line}`);
  });
}
