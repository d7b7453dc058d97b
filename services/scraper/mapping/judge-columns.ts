import { parseAmount } from '../reading/fields/count.ts';
import type { Assignment, Column } from './column.ts';
import type { Field } from './field.ts';
import { canBeNativeId } from './native-id.ts';
import type { PlatformChoice } from './table-mapping.ts';

/** Where most posts have more comments than likes, the headers stand over the wrong columns. */
export function dropDoubtfulAverages(
  columns: readonly Column[],
  assigned: Assignment[],
  values: readonly (readonly unknown[])[],
): void {
  const first = (field: Field) => columns.find(({ index }) => assigned[index]?.field === field)?.index;
  const [likes, comments] = [first('reported_likes'), first('reported_comments')];
  if (likes === undefined || comments === undefined) return;
  const pairs = (values[likes] ?? []).flatMap((value, i) => {
    const [a, b] = [parseAmount(value), parseAmount(values[comments]?.[i])];
    return typeof a === 'number' && typeof b === 'number' ? [[a, b] as const] : [];
  });
  const odd = pairs.filter(([a, b]) => b > a).length;
  if (pairs.length < 5 || odd / pairs.length < 0.5) return;
  for (const [i, { field }] of assigned.entries()) {
    if (field !== 'reported_likes' && field !== 'reported_comments') continue;
    assigned[i] = {
      field: null,
      why: 'the header seems wrong: most rows would have more comments than likes',
      contradicted: true,
    };
  }
}

/** A column called `id` may number the rows or name posts: its values must be able to be ids of accounts. */
export function judgeIds(
  columns: readonly Column[],
  assigned: Assignment[],
  values: readonly (readonly unknown[])[],
  { platform, posts }: { platform: PlatformChoice; posts: boolean },
): void {
  const handles = columns.find(({ index }) => assigned[index]?.field === 'username');
  for (const { index, evidence } of columns) {
    const { field, why } = assigned[index] as Assignment;
    if ((field !== 'id' && field !== 'native_id') || why === '--map') continue;
    const ignore = (reason: string) => {
      assigned[index] = { field: null, why: reason, contradicted: false };
    };
    if (field === 'id' && posts)
      assigned[index] = { field: 'post_id', why: 'its name, in a list of posts', contradicted: false };
    else if (evidence.sequential) ignore('row numbers');
    else if (field === 'id' && handles !== undefined && changesForOne(values[handles.index], values[index])) {
      ignore('not an account id: one handle has several values');
    } else if (field === 'id' && platform.platform !== null && evidence.filled > 0) {
      const texts = (values[index] ?? []).flatMap((value) =>
        typeof value === 'string' || typeof value === 'number' ? [String(value).trim()] : [],
      );
      const known = platform.platform;
      const plausible = texts.some((text) => canBeNativeId(known, text) || /^[a-z]+:./.test(text));
      if (!plausible) ignore(`no value is a valid ${known} id`);
    }
  }
}

function changesForOne(handles: readonly unknown[] = [], ids: readonly unknown[] = []): boolean {
  const seen = new Map<unknown, unknown>();
  return handles.some((handle, i) => {
    if (handle === undefined || handle === '') return false;
    const before = seen.get(handle);
    seen.set(handle, ids[i]);
    return before !== undefined && before !== ids[i];
  });
}
