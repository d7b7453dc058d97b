import type { Aws } from '#cli/aws/aws.ts';
import { readPages } from '../list/pages.ts';

/** A role goes only without policies, and out of instance profiles; profiles of which it was the only use go too. */
export async function removeRole(aws: Aws, RoleName: string, signal: AbortSignal): Promise<void> {
  const iam = await aws.iam();
  const options = { abortSignal: signal };
  const attached = await readPages(
    (Marker) => iam.listAttachedRolePolicies({ RoleName, Marker }, options),
    ({ AttachedPolicies, Marker, IsTruncated }) => ({
      items: AttachedPolicies,
      next: IsTruncated ? Marker : undefined,
    }),
  );
  for (const { PolicyArn } of attached) await iam.detachRolePolicy({ RoleName, PolicyArn }, options);
  const inline = await readPages(
    (Marker) => iam.listRolePolicies({ RoleName, Marker }, options),
    ({ PolicyNames, Marker, IsTruncated }) => ({
      items: PolicyNames,
      next: IsTruncated ? Marker : undefined,
    }),
  );
  for (const PolicyName of inline) await iam.deleteRolePolicy({ RoleName, PolicyName }, options);
  const profiles = await readPages(
    (Marker) => iam.listInstanceProfilesForRole({ RoleName, Marker }, options),
    ({ InstanceProfiles, Marker, IsTruncated }) => ({
      items: InstanceProfiles,
      next: IsTruncated ? Marker : undefined,
    }),
  );
  for (const { InstanceProfileName, Roles = [] } of profiles) {
    await iam.removeRoleFromInstanceProfile({ InstanceProfileName, RoleName }, options);
    if (Roles.length <= 1) await iam.deleteInstanceProfile({ InstanceProfileName }, options);
  }
  await iam.deleteRole({ RoleName }, options);
}
