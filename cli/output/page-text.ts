import { once } from 'node:events';

/** The program that shows long text, as a shell reads it, and its environment. */
export interface Pager {
  command: string;
  env: Readonly<Record<string, string | undefined>>;
}

/**
 * Shows text in a pager and waits until the person closes it. `false` when there is no such program: then nothing was
 * shown.
 */
export async function pageText(text: string, { command, env }: Pager): Promise<boolean> {
  const { spawn } = await import('node:child_process');
  // The defaults of git: show colours, and do not page text that fits on the screen.
  const settings = { LESS: 'FRX', LV: '-c', ...env };
  const pager = spawn(command, { shell: true, stdio: ['pipe', 'inherit', 'inherit'], env: settings });
  // The user may close the pager before it has read everything.
  pager.stdin?.on('error', () => {});
  pager.stdin?.end(text);
  try {
    const [code] = (await once(pager, 'close')) as [number | null];
    return code !== 127;
  } catch {
    return false;
  }
}

/** `PAGER`, by default `less`; `null` where no pager is wanted. See no-color.org for the convention of `NO_PAGER`. */
export function pagerOf(env: Pager['env']): Pager | null {
  const command = env.PAGER ?? 'less';
  const isOff = env.NO_PAGER || env.TERM === 'dumb' || command.trim() === '' || command.trim() === 'cat';
  return isOff ? null : { command, env };
}
