import type { AwsIdentity } from '#cli/aws/aws.ts';
import { UserError } from '#cli/errors.ts';
import type { Eks } from './eks.ts';

/** Throws a `UserError` for credentials of another account than remembered: the instance's resources are not there. */
export function refuseAnotherAccount(eks: Eks, { account, arn }: AwsIdentity): void {
  const remembered = eks.state()?.account;
  if (remembered === undefined || remembered === account) return;
  throw new UserError(`The instance "${eks.name}" is in account ${remembered}, but you are ${arn}`, {
    code: 'account_differs',
    hint: { text: 'use other credentials (AWS_PROFILE), or another --name' },
  });
}
