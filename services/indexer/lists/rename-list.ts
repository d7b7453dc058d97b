import type { ListRecord } from '#contract/lists/lists.ts';
import { UnavailableError } from '#ports/errors.ts';
import type { Records } from '#ports/records.ts';
import { ProblemError } from '#runtime/http/problem-error.ts';
import { readName } from '#runtime/saved/name-key.ts';
import { listKey } from './list-store.ts';

/**
 * Gives a list another name. Its people are stored under its id, so none of them is written. The new name is written
 * before the old one is deleted: after a crash between them, the list has both names, and a repetition deletes the old one.
 * Throws a 409 problem when another list has the name.
 */
export async function renameList(records: Records, list: ListRecord, to: string): Promise<ListRecord> {
  const { name } = readName(to);
  const renamed: ListRecord = { ...list, name };
  const oldKey = listKey(list.name);
  const newKey = listKey(name);
  const [entry] = await records.get([newKey]);
  const known = entry === undefined ? null : (JSON.parse(entry.value) as ListRecord);
  if (known !== null && known.id !== list.id) throw isTaken(known.name);
  const put = { key: newKey, value: JSON.stringify(renamed), expectedRevision: entry?.revision ?? 0 };
  if (!(await records.put([put]))[0]?.ok)
    throw new UnavailableError('Other processes keep changing the list');
  if (oldKey !== newKey) await records.delete([oldKey]);
  return renamed;
}

function isTaken(name: string): ProblemError {
  return new ProblemError({
    title: `There is another list "${name}"`,
    status: 409,
    code: 'list_exists',
    hint: { text: 'show the lists', command: ['list'] },
  });
}
