import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Context } from '#cli/context.ts';
import { systemReason, UserError } from '#cli/errors.ts';
import { oneLine } from '#cli/output/text/format.ts';
import { truncate } from '#cli/output/text/text-width.ts';
import type { ShortlistProblem } from '#contract/lists/exchange.ts';
import { readShortlist } from '#contract/lists/exchange.ts';
import { MAX_LISTED, MAX_NOTE_LENGTH } from '#contract/lists/limits.ts';
import type { GivenEntry } from '#contract/lists/lists.ts';
import { STATUSES } from '#contract/lists/saved-creator.ts';

const MAX_BYTES = 50_000_000;
/** Characters of a wrong value that a message shows. */
const MAX_SHOWN = 60;

/** The people of a CSV file as `list show -o csv` and the page write it. `problems`: the rows that are left out. */
export async function readListFile(
  file: string,
  { stdin, cwd }: Context,
): Promise<{ entries: GivenEntry[]; problems: ShortlistProblem[] }> {
  const text = await readText(file, file === '-' ? stdin() : null, cwd);
  const { rows, problems } = readShortlist(text);
  if (rows.length === 0) {
    const [first] = problems;
    throw new UserError(
      first?.field === 'status'
        ? `${file}: no row can be imported: ${describeProblem(first)}`
        : `${file}: no row has an id such as instagram:1815; a list needs a column "id"`,
      {
        code: 'no_rows',
        hint: { text: 'show all lists, to export one as an example', command: ['list'] },
      },
    );
  }
  const entries = new Map<string, GivenEntry>();
  for (const { creator, given } of rows) {
    const { id, status, note, savedAt } = creator;
    entries.set(id, {
      ...entries.get(id),
      id,
      ...(given.has('status') && { status }),
      ...(given.has('note') && { note: note.slice(0, MAX_NOTE_LENGTH) }),
      ...(given.has('savedAt') && isTime(savedAt) && { saved_at: new Date(savedAt).toISOString() }),
    });
  }
  if (entries.size > MAX_LISTED)
    throw new UserError(`${file}: a list has at most ${MAX_LISTED} people`, { code: 'list_full' });
  return { entries: [...entries.values()], problems };
}

/** One line for a person. */
export function describeProblem({ line, field, value }: ShortlistProblem): string {
  const shown = value.trim() === '' ? `no ${field}` : `${field} "${truncate(oneLine(value), MAX_SHOWN)}"`;
  const expected =
    field === 'id' ? 'expected an id such as instagram:1815' : `expected one of ${STATUSES.join(', ')}`;
  return `line ${line}: ${shown}; ${expected}`;
}

function isTime(text: string): boolean {
  return !Number.isNaN(Date.parse(text));
}

async function readText(file: string, stream: NodeJS.ReadableStream | null, cwd: string): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const take = (chunk: Buffer | string) => {
    bytes += Buffer.byteLength(chunk);
    if (bytes > MAX_BYTES)
      throw new UserError(`${file}: the file of a list has at most 50 MB`, { code: 'input_too_large' });
    chunks.push(Buffer.from(chunk));
  };
  if (stream !== null) for await (const chunk of stream) take(chunk);
  else {
    const handle = await open(resolve(cwd, file)).catch((error: unknown) => {
      throw unreadable(file, error);
    });
    try {
      for await (const chunk of handle.createReadStream()) take(chunk as Buffer);
    } catch (error) {
      throw error instanceof UserError ? error : unreadable(file, error);
    }
  }
  return Buffer.concat(chunks).toString('utf8');
}

function unreadable(file: string, cause: unknown): UserError {
  return new UserError(`${file} cannot be read: ${systemReason(cause)}`, { code: 'input_unreadable', cause });
}
