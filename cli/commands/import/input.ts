import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { systemCode, systemReason, UserError } from '#cli/errors.ts';
import type { Hint } from '#cli/hint.ts';
import { formatCount } from '#cli/output/text/format.ts';
import { MAX_DEMO } from '#contract/limits.ts';
import { parseAmount } from '#contract/query/parse-range.ts';
import { quoteShell } from '#lib/text/quote-shell.ts';

/** One thing to import, found to be usable. */
export type Input =
  | { kind: 'demo'; name: string; count: number }
  | { kind: 'stdin'; name: string }
  /** `name` is the address without what may hold a secret. */
  | { kind: 'url'; name: string; url: string }
  | { kind: 'file'; name: string; path: string; bytes: number; modifiedAt: number };

/** Looks at every argument before anything is sent. Throws a `UserError` that names the first unusable one. */
export async function openInputs(
  args: readonly string[],
  { cwd, stdinIsTerminal }: { cwd: string; stdinIsTerminal: () => boolean },
): Promise<Input[]> {
  const inputs: Input[] = [];
  for (const argument of args) {
    if (argument === '-') inputs.push(checkStdin(stdinIsTerminal(), inputs));
    else if (argument.startsWith('demo:')) inputs.push(readDemo(argument));
    else if (/^https?:\/\//i.test(argument)) inputs.push(readAddress(argument));
    else inputs.push(await checkFile(argument, resolve(cwd, argument)));
  }
  return inputs;
}

function checkStdin(isTerminal: boolean, earlier: Input[]): Input {
  if (isTerminal) {
    throw new UserError('Stdin is a terminal; expected piped data', {
      code: 'stdin_is_terminal',
      hint: { text: 'pipe a file: cat profiles.ndjson | influscope import -' },
    });
  }
  if (earlier.some(({ kind }) => kind === 'stdin')) {
    throw new UserError('- is given twice, but stdin can be read only once', {
      code: 'stdin_twice',
      hint: { text: 'use a single -' },
    });
  }
  return { kind: 'stdin', name: '-' };
}

function readDemo(argument: string): Input {
  const count = parseAmount(argument.slice('demo:'.length));
  if (count !== undefined && Number.isInteger(count) && count >= 1 && count <= MAX_DEMO) {
    return { kind: 'demo', name: argument, count };
  }
  throw new UserError(
    `"${argument}" is not valid: expected demo:N, with N from 1 to ${formatCount(MAX_DEMO)}`,
    { code: 'invalid_demo', hint: { command: ['import', 'demo:1000'] } },
  );
}

function readAddress(argument: string): Input {
  const url = URL.parse(argument);
  const name = url === null ? argument : `${url.origin}${url.pathname}`;
  const refuse = (message: string, hint: Hint) => new UserError(message, { code: 'invalid_address', hint });
  if (url === null || url.hostname === '') {
    throw refuse(`"${argument}" is not a valid URL`, {
      command: ['import', 'https://example.com/creators.csv'],
    });
  }
  if (url.protocol !== 'https:') {
    throw refuse(`${name} is not an https URL`, {
      command: ['import', name.replace(/^http:/, 'https:')],
    });
  }
  if (url.username !== '' || url.password !== '') {
    throw refuse(`${name}: the URL contains credentials`, {
      text: 'download the file, then import it by its path',
    });
  }
  return { kind: 'url', name, url: url.href };
}

async function checkFile(name: string, path: string): Promise<Input> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) {
      throw new UserError(`${name} is a directory`, {
        code: 'is_directory',
        hint: { text: `import its files: influscope import ${quoteShell([name.replace(/\/$/, '')])}/*` },
      });
    }
    // What is in it tells the scraper, from the same bytes: here it only has to be readable.
    await access(path, constants.R_OK);
    return { kind: 'file', name, path, bytes: found.size, modifiedAt: Math.floor(found.mtimeMs) };
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    const code = systemCode(cause);
    if (code === 'ENOENT') {
      throw new UserError(`${name} does not exist`, {
        code: 'no_such_file',
        hint: { text: 'check the path, or import generated profiles', command: ['import', 'demo:1000'] },
        cause,
      });
    }
    if (code === 'EACCES' || code === 'EPERM') {
      throw new UserError(`${name} cannot be read: permission denied`, {
        code: 'file_not_readable',
        hint: { shell: [['chmod', 'u+r', name]] },
        cause,
      });
    }
    throw new UserError(`${name} cannot be read: ${systemReason(cause)}`, {
      code: 'file_not_readable',
      hint: { text: 'check the path' },
      cause,
    });
  }
}
