import type { Env } from '../../config/config.ts';
import { OperationError } from '../../errors.ts';

/** The lowest that knows every key of `cluster-config.yaml` and Kubernetes 1.35. */
export const LEAST_EKSCTL = '0.221.0';
const ASK_TIMEOUT_MS = 20_000;
const INSTALL = 'install eksctl: https://eksctl.io/installation';

/** The version of eksctl that is installed. Throws an `OperationError` when it is missing, too old or does not tell. */
export async function askEksctlVersion(env: Env, signal: AbortSignal): Promise<string> {
  const { execa } = await import('execa');
  const result = await execa('eksctl', ['version'], {
    reject: false,
    env: env as Record<string, string>,
    extendEnv: false,
    stdin: 'ignore',
    timeout: ASK_TIMEOUT_MS,
    cancelSignal: signal,
  });
  signal.throwIfAborted();
  if ((result.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT')
    throw missingEksctl(result.cause);
  const version = /\d+\.\d+\.\d+/.exec(result.stdout ?? '')?.[0];
  if (result.failed || version === undefined) {
    const said = result.stderr?.trim().split('\n').at(-1);
    throw new OperationError(`eksctl does not tell its version${said ? `: ${said}` : ''}`, {
      code: 'eksctl_broken',
      hint: INSTALL,
      cause: result.cause,
    });
  }
  if (!isAtLeast(version, LEAST_EKSCTL)) {
    throw new OperationError(`eksctl ${version} is too old; ${LEAST_EKSCTL} or newer is needed`, {
      code: 'eksctl_too_old',
      hint: INSTALL,
    });
  }
  return version;
}

export function missingEksctl(cause: unknown): OperationError {
  return new OperationError('eksctl is not installed, or not on the PATH', {
    code: 'eksctl_missing',
    hint: INSTALL,
    cause,
  });
}

export function isAtLeast(version: string, least: string): boolean {
  const [have, want] = [version, least].map((text) => text.split('.').map(Number));
  for (const [at, wanted] of (want ?? []).entries()) {
    const had = have?.[at] ?? 0;
    if (had !== wanted) return had > wanted;
  }
  return true;
}
