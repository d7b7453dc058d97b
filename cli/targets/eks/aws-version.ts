import type { Env } from '../../config/config.ts';
import { OperationError } from '../../errors.ts';
import { isAtLeast } from './eksctl-version.ts';

/** The first whose `get-token` speaks the present form of client authentication. */
const LEAST_AWS = '1.24.0';
const ASK_TIMEOUT_MS = 20_000;
const INSTALL = 'install the AWS command line: https://aws.amazon.com/cli';

/** The version of the AWS command line. Throws an `OperationError` when it is missing or too old. */
export async function askAwsVersion(env: Env, signal: AbortSignal): Promise<string> {
  const { execa } = await import('execa');
  const { stdout, stderr, failed, cause } = await execa('aws', ['--version'], {
    reject: false,
    env: env as Record<string, string>,
    extendEnv: false,
    stdin: 'ignore',
    timeout: ASK_TIMEOUT_MS,
    cancelSignal: signal,
  });
  signal.throwIfAborted();
  // Older ones tell it on standard error.
  const version = /aws-cli\/(\d+\.\d+\.\d+)/.exec(`${stdout}${stderr}`)?.[1];
  if (failed || version === undefined) {
    throw new OperationError(
      'The AWS command line is not installed, or not on the PATH: it signs in to the cluster',
      {
        code: 'aws_cli_missing',
        hint: INSTALL,
        cause,
      },
    );
  }
  if (isAtLeast(version, LEAST_AWS)) return version;
  throw new OperationError(`The AWS command line ${version} is too old; ${LEAST_AWS} or newer is needed`, {
    code: 'aws_cli_too_old',
    hint: INSTALL,
  });
}
