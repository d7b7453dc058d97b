import type { AwsIdentity } from '#cli/aws/aws.ts';
import { UserError } from '#cli/errors.ts';
import type { Eks } from './eks.ts';

/** Nothing of a platform is in another account than its own; to look there would be to find nothing. */
export function refuseAnotherAccount(eks: Eks, { account, arn }: AwsIdentity): void {
  const remembered = eks.state()?.account;
  if (remembered === undefined || remembered === account) return;
  throw new UserError(`The platform "${eks.name}" is in the account ${remembered}, and you are ${arn}`, {
    code: 'account_differs',
    hint: 'other credentials (AWS_PROFILE), or another --name',
  });
}
