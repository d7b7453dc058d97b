import type { Stack, StackEvent } from '@aws-sdk/client-cloudformation';
import type { Aws } from './aws.ts';
import { collectPages, paging } from './collect-pages.ts';
import { isNotFound } from './errors.ts';
import { clusterNames } from './names.ts';

export interface ClusterStack {
  name: string;
  id: string;
  /** `CREATE_COMPLETE`, … */
  status: string;
  reason: string | null;
  tags: Readonly<Record<string, string>>;
}

/** One event of a stack. */
export interface StackStep {
  id: string;
  /** Logical id in the template; the stack's name for the stack itself. */
  resource: string;
  /** `AWS::EKS::Cluster`, … */
  type: string;
  status: string;
  reason: string | null;
  /** Epoch milliseconds. */
  at: number;
}

const STACK_TYPE = 'AWS::CloudFormation::Stack';

/** The stacks that eksctl created for one cluster, by tag and name, in the order of creation. */
export async function listClusterStacks(
  aws: Aws,
  cluster: string,
  signal: AbortSignal,
): Promise<ClusterStack[]> {
  const { paginateDescribeStacks } = await import('@aws-sdk/client-cloudformation');
  const names = clusterNames(cluster);
  const { key } = names.tags.eksctl;
  const pages = paginateDescribeStacks(paging(await aws.cloudformation()), {}, { abortSignal: signal });
  const stacks = await collectPages(pages, ({ Stacks }) => Stacks);
  return stacks
    .map((stack) => ({ createdAt: stack.CreationTime?.getTime() ?? 0, read: toStack(stack) }))
    .filter(({ read }) => read.tags[key] === cluster && names.mayBeStack(read.name))
    .toSorted((a, b) => a.createdAt - b.createdAt)
    .map(({ read }) => read);
}

/** Events after the event `after`, oldest first; `null` if the stack does not exist. */
export async function stackSteps(
  aws: Aws,
  nameOrId: string,
  { after, signal }: { after: string | null; signal: AbortSignal },
): Promise<StackStep[] | null> {
  const { paginateDescribeStackEvents } = await import('@aws-sdk/client-cloudformation');
  const found: StackStep[] = [];
  try {
    const pages = paginateDescribeStackEvents(
      paging(await aws.cloudformation()),
      { StackName: nameOrId },
      { abortSignal: signal },
    );
    for await (const { StackEvents = [] } of pages)
      for (const event of StackEvents) {
        if (event.EventId === after) return found.reverse();
        found.push(toStep(event));
      }
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
  return found.reverse();
}

/** The stack's status after these events; `null` if they do not contain it. */
export function statusAfter(steps: readonly StackStep[]): string | null {
  return steps.findLast(({ type }) => type === STACK_TYPE)?.status ?? null;
}

/**
 * Why the last operation on a stack failed: the resources that failed first, not those that were cancelled because of them.
 */
export function rootCauses(steps: readonly StackStep[]): StackStep[] {
  const begun = steps.findLastIndex(
    ({ type, status }) => type === STACK_TYPE && /^(?:CREATE|UPDATE|DELETE)_IN_PROGRESS$/.test(status),
  );
  const failed = steps
    .slice(Math.max(0, begun))
    .filter(({ status }) => /^(?:CREATE|UPDATE|DELETE)_FAILED$/.test(status));
  const own = failed.filter(({ type, reason }) => type !== STACK_TYPE && !isAftermath(reason));
  return own.length > 0 ? own : failed.filter(({ type }) => type === STACK_TYPE);
}

const isAftermath = (reason: string | null) => /cancell?ed/i.test(reason ?? '');

function toStack({
  StackName = '',
  StackId = '',
  StackStatus,
  StackStatusReason,
  Tags = [],
}: Stack): ClusterStack {
  return {
    name: StackName,
    id: StackId,
    status: StackStatus ?? '',
    reason: StackStatusReason ?? null,
    tags: Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value])),
  };
}

function toStep(event: StackEvent): StackStep {
  return {
    id: event.EventId ?? '',
    resource: event.LogicalResourceId ?? '',
    type: event.ResourceType ?? '',
    status: event.ResourceStatus ?? '',
    reason: event.ResourceStatusReason ?? null,
    at: event.Timestamp?.getTime() ?? 0,
  };
}
