import type { Aws } from '#cli/aws/aws.ts';
import { collectPages, paging } from '#cli/aws/collect-pages.ts';

/** Detaches a role from its policies and instance profiles, and deletes it, with the profiles that only it used. */
export async function removeRole(aws: Aws, RoleName: string, signal: AbortSignal): Promise<void> {
  const iam = await aws.iam();
  const sdk = await import('@aws-sdk/client-iam');
  const options = { abortSignal: signal };
  const attached = await collectPages(
    sdk.paginateListAttachedRolePolicies(paging(iam), { RoleName }, options),
    ({ AttachedPolicies }) => AttachedPolicies,
  );
  for (const { PolicyArn } of attached) await iam.detachRolePolicy({ RoleName, PolicyArn }, options);
  const inline = await collectPages(
    sdk.paginateListRolePolicies(paging(iam), { RoleName }, options),
    ({ PolicyNames }) => PolicyNames,
  );
  for (const PolicyName of inline) await iam.deleteRolePolicy({ RoleName, PolicyName }, options);
  const profiles = await collectPages(
    sdk.paginateListInstanceProfilesForRole(paging(iam), { RoleName }, options),
    ({ InstanceProfiles }) => InstanceProfiles,
  );
  for (const { InstanceProfileName, Roles = [] } of profiles) {
    await iam.removeRoleFromInstanceProfile({ InstanceProfileName, RoleName }, options);
    if (Roles.length <= 1) await iam.deleteInstanceProfile({ InstanceProfileName }, options);
  }
  await iam.deleteRole({ RoleName }, options);
}
