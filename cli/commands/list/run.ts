import type { Run } from '#cli/command.ts';
import type { Context } from '#cli/context.ts';
import { OperationError, UserError } from '#cli/errors.ts';
import { confirm } from '#cli/instance/confirm.ts';
import { describeAdded, renderList, renderLists } from '#cli/output/render/render-lists.ts';
import { formatCount, oneLine } from '#cli/output/text/format.ts';
import { writeRows } from '#cli/output/write-rows.ts';
import { exportShortlist } from '#contract/lists/exchange.ts';
import type { EntriesAdded, GivenEntry } from '#contract/lists/lists.ts';
import type { Status } from '#contract/lists/saved-creator.ts';
import { choosePerson } from '../choose-person.ts';
import { describeProblem, readListFile } from './read-list-file.ts';
import { addEntries, readList, readLists, removeEntries, renameList } from './requests.ts';

export interface ListOptions {
  note?: string;
  status?: Status;
  platform?: string;
  yes?: boolean;
}

const LIST_TIMEOUT_MS = 60_000;
/** Rows of a file that are reported one by one; the rest is only counted. */
const MAX_PROBLEMS = 10;

export const run: Run<ListOptions> = async ({ args, options }, context) => {
  const [action, name, ...people] = args;
  refuseOptions(action, options, context);
  if (action === undefined) {
    const lists = await readLists(await context.client(), context.deadline(LIST_TIMEOUT_MS));
    writeRows(context.output, { lists }, lists, () => renderLists(lists, context.output));
    return 0;
  }
  if (name === undefined || name.trim() === '') {
    throw new UserError('The name of the list is missing', {
      code: 'argument_missing',
      hint: ['add', 'import'].includes(action)
        ? { command: ['list', '--help'] }
        : { text: 'show all lists', command: ['list'] },
    });
  }
  switch (action) {
    case 'add':
      return add(name, people, options, context);
    case 'import':
      return importFile(name, people, context);
    case 'remove':
      return remove(name, people, options, context);
    case 'rename':
      return rename(name, people, context);
    default:
      return show(name, people, context);
  }
};

async function show(name: string, people: readonly string[], context: Context): Promise<number> {
  if (people.length > 0) {
    throw new UserError(`"list show" takes one name; quote a name with spaces`, {
      code: 'too_many_arguments',
      hint: { command: ['list', 'show', [name, ...people].join(' ')] },
    });
  }
  const { output } = context;
  const list = await readList(await context.client(), name, context.deadline(LIST_TIMEOUT_MS));
  if (output.format === 'csv') {
    const rows = list.data.map((entry) => ({
      ...entry,
      name: entry.display_name ?? entry.username ?? entry.id,
      handle: entry.username,
      rate: entry.engagement_rate,
      savedAt: entry.saved_at,
    }));
    output.write(exportShortlist(rows).trimEnd());
    return 0;
  }
  writeRows(output, list, list.data, () => renderList(list, output));
  return 0;
}

async function add(
  name: string,
  people: readonly string[],
  { note, status, platform }: ListOptions,
  context: Context,
): Promise<number> {
  if (people.length === 0) {
    throw new UserError('No person is given', {
      code: 'argument_missing',
      hint: { text: 'find people to add', command: ['search', '--sort', 'followers'] },
    });
  }
  const client = await context.client();
  const entries: GivenEntry[] = [];
  for (const who of people) {
    const person = await choosePerson(['list', 'add', name], who, platform, client, context);
    if (!person.stored) {
      throw new OperationError(`Nothing is stored about "${oneLine(who)}"`, {
        code: 'person_unknown',
        hint: { text: 'search for the person', command: ['search', who] },
      });
    }
    entries.push({
      id: person.id,
      ...(note !== undefined && { note }),
      ...(status !== undefined && { status }),
    });
  }
  return writeAdded(await addEntries(client, name, entries, context.deadline(LIST_TIMEOUT_MS)), context);
}

async function importFile(name: string, files: readonly string[], context: Context): Promise<number> {
  const [file, ...others] = files;
  if (file === undefined || others.length > 0) {
    throw new UserError('"list import" takes a name and one file', {
      code: 'argument_missing',
      hint: { command: ['list', '--help'] },
    });
  }
  const { entries, problems } = await readListFile(file, context);
  const client = await context.client();
  const done = await addEntries(client, name, entries, context.deadline(LIST_TIMEOUT_MS));
  for (const problem of problems.slice(0, MAX_PROBLEMS)) context.output.warn(describeProblem(problem));
  if (problems.length > 0)
    context.output.warn(
      `${formatCount(problems.length)} ${problems.length === 1 ? 'row was' : 'rows were'} skipped`,
    );
  return writeAdded(done, context);
}

async function rename(name: string, names: readonly string[], context: Context): Promise<number> {
  const [to, ...others] = names;
  if (to === undefined || to.trim() === '' || others.length > 0) {
    throw new UserError('"list rename" takes a name and the new name; quote a name with spaces', {
      code: to === undefined || others.length === 0 ? 'argument_missing' : 'too_many_arguments',
      hint: { command: ['list', 'rename', name, names.join(' ').trim() || `${name} 2`] },
    });
  }
  const done = await renameList(await context.client(), name, to, context.deadline(LIST_TIMEOUT_MS));
  writeRows(context.output, done, [done], () => ({
    lines: [`Renamed the list "${oneLine(done.previous_name)}" to "${oneLine(done.name)}"`],
    remarks: [{ text: 'show the list', command: ['list', 'show', done.name] }],
  }));
  return 0;
}

async function remove(
  name: string,
  people: readonly string[],
  { platform, yes }: ListOptions,
  context: Context,
): Promise<number> {
  const { output, stdin, signal } = context;
  const client = await context.client();
  const ids: string[] = [];
  for (const who of people)
    ids.push((await choosePerson(['list', 'remove', name], who, platform, client, context)).id);
  if (ids.length === 0 && !yes) {
    if (stdin().isTTY !== true) {
      throw new UserError(
        'Deleting a list cannot be undone. Confirmation is required, but there is no terminal',
        {
          code: 'confirmation_needed',
          hint: { command: ['list', 'remove', name, '--yes'] },
        },
      );
    }
    const question = `Delete the list "${oneLine(name)}" with all notes? This cannot be undone.`;
    if (!(await confirm(question, { stdin, output, signal }))) {
      output.remark('Nothing was removed.');
      return 1;
    }
  }
  const done = await removeEntries(client, name, ids, context.deadline(LIST_TIMEOUT_MS));
  writeRows(output, done, [done], () => ({
    lines: [
      done.deleted
        ? `Deleted the list "${oneLine(done.name)}" (${countPeople(done.removed)})`
        : `Removed ${done.removed === ids.length ? '' : `${formatCount(done.removed)} of `}${countPeople(ids.length)} from "${oneLine(done.name)}"`,
    ],
    remarks: [],
  }));
  return done.deleted || done.removed > 0 ? 0 : 1;
}

function writeAdded(done: EntriesAdded, { output }: Context): number {
  writeRows(output, done, [done], () => ({
    lines: [describeAdded(done)],
    remarks: [{ text: 'show the list', command: ['list', 'show', done.name] }],
  }));
  return done.refused > 0 && done.added + done.changed + done.unchanged === 0 ? 1 : 0;
}

/** An option that the action ignores would be a silent surprise. */
function refuseOptions(action: string | undefined, options: ListOptions, { output }: Context): void {
  const allowed: Readonly<Record<string, readonly string[]>> = {
    add: ['note', 'status', 'platform'],
    remove: ['platform', 'yes'],
  };
  const given = (['note', 'status', 'platform', 'yes'] as const).find(
    (key) => options[key] !== undefined && !allowed[action ?? '']?.includes(key),
  );
  if (given !== undefined) {
    throw new UserError(`--${given} does not apply to "list${action === undefined ? '' : ` ${action}`}"`, {
      code: 'invalid_argument',
      hint: { command: ['list', '--help'] },
    });
  }
  if (output.format !== 'csv' || action === 'show') return;
  throw new UserError('Only "list show" writes CSV', {
    code: 'invalid_argument',
    hint: { text: 'show all lists', command: ['list'] },
  });
}

function countPeople(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'person' : 'people'}`;
}
