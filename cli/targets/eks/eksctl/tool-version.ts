import type { Env } from '#cli/settings/settings.ts';

export interface ToolAnswer {
  /** The first version in its output; `null` if it failed or has none. */
  version: string | null;
  /** The last line on standard error. */
  said: string | null;
  /** The program does not exist. */
  missing: boolean;
  cause: unknown;
}

const ASK_TIMEOUT_MS = 20_000;

/** Runs a program for its version. Rejects only with the signal's reason. */
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
  // Older versions print it on standard error.
  const version = failed ? undefined : pattern.exec(`${stdout}${stderr}`)?.[1];
  return {
    version: version ?? null,
    said: stderr?.trim().split('\n').at(-1) || null,
    missing: (cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT',
    cause,
  };
}
