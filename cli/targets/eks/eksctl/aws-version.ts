import gte from 'semver/functions/gte.js';
import { OperationError } from '#cli/errors.ts';
import type { Env } from '#cli/settings/settings.ts';
import { askToolVersion } from './tool-version.ts';

/** The first version whose `get-token` uses the current client authentication API. */
const MIN_AWS = '1.24.0';
const VERSION = /aws-cli\/(\d+\.\d+\.\d+)/;
const INSTALL = { text: 'install the AWS command line: https://aws.amazon.com/cli' };

/** The version of the AWS command line. Throws an `OperationError` when it is missing or too old. */
export async function askAwsVersion(env: Env, signal: AbortSignal): Promise<string> {
  const { version, cause } = await askToolVersion(['aws', '--version'], VERSION, env, signal);
  if (version === null) {
    throw new OperationError(
      'The AWS command line is not installed, or not on the PATH. kubectl needs it to sign in to the cluster',
      {
        code: 'aws_cli_missing',
        hint: INSTALL,
        cause,
      },
    );
  }
  if (gte(version, MIN_AWS)) return version;
  throw new OperationError(`The AWS command line ${version} is too old; ${MIN_AWS} or newer is needed`, {
    code: 'aws_cli_too_old',
    hint: INSTALL,
  });
}
