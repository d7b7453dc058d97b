import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Context } from '#cli/context.ts';
import { UserError } from '#cli/errors.ts';
import { importShortlist } from '#contract/lists/exchange.ts';
import { MAX_LISTED, MAX_NOTE_LENGTH } from '#contract/lists/limits.ts';
import type { GivenEntry } from '#contract/lists/lists.ts';
import { normalizeHandle } from '#domain/identity.ts';
import { isPlatform } from '#domain/platform.ts';

const MAX_BYTES = 50_000_000;
const ID = /^([a-z]+):(?!\/\/)(\S.{0,500})$/;

/** The people of a CSV file as `list show -o csv` and the page write it. `skipped`: rows without a usable id. */
export async function readListFile(
  file: string,
  { stdin, cwd }: Context,
): Promise<{ entries: GivenEntry[]; skipped: number }> {
  const text = await readText(file, file === '-' ? stdin() : null, cwd);
  const { list, skipped } = importShortlist(text, []);
  const usable = list.filter(({ id }) => isId(id));
  if (usable.length === 0) {
    throw new UserError(`${file}: no row has an id such as instagram:1815; a list needs a column "id"`, {
      code: 'no_rows',
      hint: { text: 'show all lists, to export one as an example', command: ['list'] },
    });
  }
  if (usable.length > MAX_LISTED)
    throw new UserError(`${file}: a list has at most ${MAX_LISTED} people`, { code: 'list_full' });
  const hasColumn = (name: string) =>
    new RegExp(`(^|,)\\s*"?${name}"?\\s*(,|$)`, 'i').test(text.slice(0, text.indexOf('\n')).trim());
  const entries = usable.map(({ id, status, note, savedAt }) => ({
    id,
    ...(hasColumn('status') && { status }),
    ...(hasColumn('note') && { note: note.slice(0, MAX_NOTE_LENGTH) }),
    ...(hasColumn('saved_at') && isTime(savedAt) && { saved_at: new Date(savedAt).toISOString() }),
  }));
  return { entries, skipped: skipped + list.length - usable.length };
}

/** The instance refuses a whole request with one id that it cannot read. */
function isId(id: string): boolean {
  const [, platform, rest = ''] = ID.exec(id) ?? [];
  return isPlatform(platform) && (!rest.startsWith('@') || normalizeHandle(rest) !== '');
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
  const code = (cause as NodeJS.ErrnoException).code ?? 'unreadable';
  return new UserError(`${file} cannot be read [code=${code}]`, { code: 'input_unreadable', cause });
}
