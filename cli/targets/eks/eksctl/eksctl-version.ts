import gte from 'semver/functions/gte.js';
import { OperationError } from '#cli/errors.ts';
import type { Env } from '#cli/settings/settings.ts';
import { askToolVersion } from './tool-version.ts';

/** The first version with every key of `cluster-config.yaml` and Kubernetes 1.35. */
export const MIN_EKSCTL = '0.221.0';
const VERSION = /(\d+\.\d+\.\d+)/;
const INSTALL = { text: 'install eksctl: https://eksctl.io/installation' };

/** The installed version of eksctl. Throws an `OperationError` when it is missing, too old or broken. */
export async function askEksctlVersion(env: Env, signal: AbortSignal): Promise<string> {
  const answer = await askToolVersion(['eksctl', 'version'], VERSION, env, signal);
  const { version, said, cause } = answer;
  if (answer.missing) throw missingEksctl(cause);
  if (version === null) {
    throw new OperationError(`eksctl did not print its version${said ? `: ${said}` : ''}`, {
      code: 'eksctl_broken',
      hint: INSTALL,
      cause,
    });
  }
  if (!gte(version, MIN_EKSCTL)) {
    throw new OperationError(`eksctl ${version} is too old; ${MIN_EKSCTL} or newer is needed`, {
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
