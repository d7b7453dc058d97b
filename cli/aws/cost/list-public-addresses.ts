import type { Filter, NetworkInterface } from '@aws-sdk/client-ec2';
import type { Aws } from '../aws.ts';
import { collectPages, paging } from '../collect-pages.ts';
import type { AwsResource } from '../sweep/resource.ts';
import { newResource } from '../sweep/resource.ts';

/** Maximum values per filter. */
const FILTER_VALUES = 200;

/**
 * Public IPv4 addresses that AWS assigned to these instances and classic load balancers. Each one bills. Elastic addresses
 * are resources of their own and are not included.
 */
export async function listPublicAddresses(
  aws: Aws,
  holders: readonly AwsResource[],
  signal: AbortSignal,
): Promise<AwsResource[]> {
  const instances = holders.filter(({ kind }) => kind === 'instance').map(({ id }) => id);
  const balancers = holders
    .filter(({ kind }) => kind === 'classic-balancer')
    .map(({ name }) => `ELB ${name}`);
  const filters = [
    ...chunks(instances).map((Values): Filter => ({ Name: 'attachment.instance-id', Values })),
    ...chunks(balancers).map((Values): Filter => ({ Name: 'description', Values })),
  ];
  if (filters.length === 0) return [];
  const { paginateDescribeNetworkInterfaces } = await import('@aws-sdk/client-ec2');
  const client = await aws.ec2();
  const lists = filters.map((filter) =>
    collectPages(
      paginateDescribeNetworkInterfaces(paging(client), { Filters: [filter] }, { abortSignal: signal }),
      ({ NetworkInterfaces }) => NetworkInterfaces,
    ),
  );
  const found = (await Promise.all(lists)).flat();
  return found.flatMap((one) => toAddress(one, aws.region));
}

function toAddress(
  { Association, Attachment, Description }: NetworkInterface,
  region: string,
): AwsResource[] {
  const { PublicIp, AllocationId } = Association ?? {};
  if (PublicIp === undefined || AllocationId !== undefined) return [];
  const holder = Attachment?.InstanceId ?? Description ?? '';
  return [
    newResource({
      kind: 'address',
      id: PublicIp,
      name: holder === '' ? PublicIp : `of ${holder}`,
      region,
      state: 'in-use',
      createdAt: Attachment?.AttachTime?.getTime() ?? null,
      heldBy: holder || null,
    }),
  ];
}

function chunks(values: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(values.length / FILTER_VALUES) }, (_, index) =>
    values.slice(index * FILTER_VALUES, (index + 1) * FILTER_VALUES),
  );
}
