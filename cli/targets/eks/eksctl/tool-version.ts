import type { Env } from '#cli/settings/settings.ts';

export interface ToolAnswer {
  /** The first version that it names; `null` when it ended badly or names none. */
  version: string | null;
  /** The last line of its complaints. */
  said: string | null;
  /** There is no such program. */
  missing: boolean;
  cause: unknown;
}

const ASK_TIMEOUT_MS = 20_000;

/** Has a program tell its version. Rejects only with the signal's reason. */
export async function askToolVersion(
  [program, ...words]: readonly [string, ...string[]],
  pattern: RegExp,
  env: Env,
  signal: AbortSignal,
): Promise<ToolAnswer> {
  const { execa } = await import('execa');
  const { stdout, stderr, failed, cause } = await execa(program, words, {
    reject: false,
    env: env as Record<string, string>,
    extendEnv: false,
    stdin: 'ignore',
    timeout: ASK_TIMEOUT_MS,
    cancelSignal: signal,
  });
  signal.throwIfAborted();
  // Older ones tell it on standard error.
  const version = failed ? undefined : pattern.exec(`${stdout}${stderr}`)?.[1];
  return {
    version: version ?? null,
    said: stderr?.trim().split('\n').at(-1) || null,
    missing: (cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT',
    cause,
  };
}
