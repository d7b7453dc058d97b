import type { IAM, Role } from '@aws-sdk/client-iam';
import type { Aws } from '#cli/aws/aws.ts';
import { collectPages, paging } from '#cli/aws/collect-pages.ts';
import { isNotFound } from '#cli/aws/errors.ts';
import { EKSCTL_ROLE, NAME_TAGS } from '#cli/aws/names.ts';
import type { AwsResource } from '../resource.ts';
import { newResource, readTags } from '../resource.ts';
import { STACK_TAG } from '../waves.ts';

/**
 * Roles that eksctl created. IAM has no regions, and several regions may have a cluster of this name. The region of a role is
 * the one of its stack, or the one that the role refers to; otherwise it is unknown. `seen` keeps the roles of stacks for
 * the time after their stack is deleted.
 */
export async function listRoles(
  aws: Aws,
  stacks: readonly AwsResource[],
  seen: Map<string, AwsResource>,
  signal: AbortSignal,
): Promise<AwsResource[]> {
  const sdk = await import('@aws-sdk/client-iam');
  const iam = await aws.iam();
  for (const stack of stacks)
    for (const role of await rolesOfStack(aws, stack, signal)) seen.set(role.id, role);
  const roles = await collectPages(
    sdk.paginateListRoles(paging(iam, 1_000), {}, { abortSignal: signal }),
    ({ Roles }) => Roles,
  );
  const there = new Set(roles.map(({ RoleName = '' }) => RoleName));
  for (const id of seen.keys()) if (!there.has(id)) seen.delete(id);
  const others = roles.filter(({ RoleName = '' }) => RoleName.startsWith(EKSCTL_ROLE) && !seen.has(RoleName));
  const tagged = await Promise.all(others.map((role) => readRole(iam, role, signal)));
  return [...seen.values(), ...tagged.flat()];
}

async function rolesOfStack(aws: Aws, stack: AwsResource, signal: AbortSignal): Promise<AwsResource[]> {
  const cloudformation = await aws.cloudformation();
  const sdk = await import('@aws-sdk/client-cloudformation');
  try {
    const resources = await collectPages(
      sdk.paginateListStackResources(
        paging(cloudformation),
        { StackName: stack.id },
        { abortSignal: signal },
      ),
      ({ StackResourceSummaries }) => StackResourceSummaries,
    );
    return resources
      .filter(
        ({ ResourceType, ResourceStatus, PhysicalResourceId }) =>
          ResourceType === 'AWS::IAM::Role' && ResourceStatus !== 'DELETE_COMPLETE' && PhysicalResourceId,
      )
      .map(({ PhysicalResourceId: id = '' }) =>
        newResource({
          kind: 'role',
          id,
          region: aws.region,
          tags: { ...stack.tags, [STACK_TAG]: stack.name },
        }),
      );
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}

async function readRole(iam: IAM, role: Role, signal: AbortSignal): Promise<AwsResource[]> {
  const { RoleName = '', CreateDate, AssumeRolePolicyDocument = '' } = role;
  try {
    const { Tags } = await iam.listRoleTags({ RoleName }, { abortSignal: signal });
    const tags = readTags(Tags);
    if (!NAME_TAGS.some((tag) => tag in tags)) return [];
    return [
      newResource({
        kind: 'role',
        id: RoleName,
        region: regionOf(tags['aws:cloudformation:stack-id'] ?? decodeURIComponent(AssumeRolePolicyDocument)),
        tags,
        createdAt: CreateDate?.getTime() ?? null,
      }),
    ];
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}

/** OIDC providers of the clusters of this region. */
export async function listOidcProviders(aws: Aws, signal: AbortSignal): Promise<AwsResource[]> {
  const iam = await aws.iam();
  const { OpenIDConnectProviderList = [] } = await iam.listOpenIDConnectProviders(
    {},
    { abortSignal: signal },
  );
  const here = OpenIDConnectProviderList.map(({ Arn = '' }) => Arn).filter(
    (arn) => regionOf(arn) === aws.region,
  );
  const found = await Promise.all(
    here.map(async (id): Promise<AwsResource[]> => {
      try {
        const { Tags } = await iam.listOpenIDConnectProviderTags(
          { OpenIDConnectProviderArn: id },
          { abortSignal: signal },
        );
        const name = id.split('/').slice(1).join('/');
        return [newResource({ kind: 'oidc-provider', id, name, region: aws.region, tags: readTags(Tags) })];
      } catch (error) {
        if (isNotFound(error)) return [];
        throw error;
      }
    }),
  );
  return found.flat();
}

/** Region in the ARN of a stack, or in the issuer of a cluster. */
function regionOf(text: string): string | null {
  const [, stack, issuer] =
    /arn:aws[a-z-]*:cloudformation:([a-z0-9-]+):|oidc\.eks\.([a-z0-9-]+)\.amazonaws\.com/.exec(text) ?? [];
  return stack ?? issuer ?? null;
}
