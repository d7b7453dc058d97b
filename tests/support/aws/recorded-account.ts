import type { RecordedAnswer, RecordedRequest } from './recorded-aws.ts';
import { REGION, xml } from './recorded-aws.ts';

const items = (count: number) => '<item></item>'.repeat(count);
const quota = (value: number) => ({ body: JSON.stringify({ Quota: { Value: value } }) });

/** An account as AWS describes one: three instances, five VPCs, another cluster, none of ours; with these limits. */
export function recordedAccount(limits: { vcpus: number; vpcs: number }) {
  return (request: RecordedRequest) => answer(request, limits);
}

function answer(
  { service, action, body }: RecordedRequest,
  { vcpus, vpcs }: { vcpus: number; vpcs: number },
): RecordedAnswer | undefined {
  if (service === 'servicequotas') {
    const { QuotaCode } = JSON.parse(body) as { QuotaCode: string };
    const own: Record<string, number> = { 'L-F678F1CE': vpcs, 'L-1216C47A': vcpus, 'L-A4707A72': 10 };
    const value = own[QuotaCode];
    if (action === 'GetAWSDefaultServiceQuota') return quota(20);
    if (value !== undefined) return quota(value);
    return {
      status: 400,
      body: JSON.stringify({ __type: 'NoSuchResourceException', message: 'no own value' }),
    };
  }
  const version = {
    clusterVersion: '1.35',
    endOfStandardSupportDate: Date.parse('2027-03-27') / 1_000,
    endOfExtendedSupportDate: Date.parse('2028-03-27') / 1_000,
  };
  const answers: Record<string, RecordedAnswer> = {
    GetCallerIdentity: xml(
      action,
      '<Arn>arn:aws:iam::123456789012:user/somebody</Arn><UserId>AIDAEXAMPLE</UserId><Account>123456789012</Account>',
    ),
    'GET /cluster-versions': { body: JSON.stringify({ clusterVersions: [version] }) },
    'GET /clusters': { body: JSON.stringify({ clusters: ['another'] }) },
    'GET /clusters/influscope': {
      status: 404,
      body: JSON.stringify({ __type: 'ResourceNotFoundException', message: 'No cluster found' }),
    },
    DescribeStacks: xml(action, '<Stacks/>'),
    DescribeVolumes: xml(action, '<volumeSet/>', true),
    DescribeAvailabilityZones: xml(
      action,
      `<availabilityZoneInfo>${['a', 'b'].map((zone) => `<item><zoneName>${REGION}${zone}</zoneName><zoneId>use1-az${zone}</zoneId><zoneState>available</zoneState></item>`).join('')}</availabilityZoneInfo>`,
      true,
    ),
    DescribeInstanceTypeOfferings: xml(
      action,
      `<instanceTypeOfferingSet><item><instanceType>t3.small</instanceType><location>${REGION}a</location></item></instanceTypeOfferingSet>`,
      true,
    ),
    DescribeInstanceTypes: xml(
      action,
      '<instanceTypeSet><item><instanceType>t3.small</instanceType><vCpuInfo><defaultVCpus>2</defaultVCpus></vCpuInfo></item></instanceTypeSet>',
      true,
    ),
    DescribeInstances: xml(
      action,
      `<reservationSet><item><instancesSet>${[
        '<item><instanceType>t3.small</instanceType><cpuOptions><coreCount>1</coreCount><threadsPerCore>2</threadsPerCore></cpuOptions></item>',
        '<item><instanceType>m5.large</instanceType><instanceLifecycle>spot</instanceLifecycle><cpuOptions><coreCount>1</coreCount><threadsPerCore>2</threadsPerCore></cpuOptions></item>',
        '<item><instanceType>g5.xlarge</instanceType><cpuOptions><coreCount>2</coreCount><threadsPerCore>2</threadsPerCore></cpuOptions></item>',
      ].join('')}</instancesSet></item></reservationSet>`,
      true,
    ),
    DescribeVpcs: xml(action, `<vpcSet>${items(5)}</vpcSet>`, true),
    DescribeInternetGateways: xml(action, `<internetGatewaySet>${items(5)}</internetGatewaySet>`, true),
    DescribeLoadBalancers: body.includes('Marker')
      ? xml(action, '<LoadBalancerDescriptions><member></member></LoadBalancerDescriptions>')
      : xml(
          action,
          '<LoadBalancerDescriptions><member></member></LoadBalancerDescriptions><NextMarker>2</NextMarker>',
        ),
  };
  return answers[action];
}
