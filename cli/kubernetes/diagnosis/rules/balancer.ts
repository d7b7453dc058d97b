import type { Hint } from '#cli/hint.ts';
import type { Service } from '#cli/kubernetes/readiness/service.ts';
import { balancerAddress } from '#cli/kubernetes/readiness/service.ts';
import { fromEvent, fromField } from '../evidence.ts';
import type { Facts } from '../facts.ts';
import { timeOf } from '../facts.ts';
import type { Rule, RuleFamily } from '../rule.ts';
import { NEVER } from '../rule.ts';
import type { AddressFacts } from '../snapshot.ts';

const BALANCER: Hint = {
  text: 'to run without a load balancer, set service_type: ClusterIP in influscope.yaml, then deploy',
  command: ['deploy'],
};
/** A controller reports an event within this time, or does not exist. */
const SILENCE_MS = 60_000;

const balancers = (facts: Facts) =>
  facts
    .of<Service & { spec?: { loadBalancerSourceRanges?: readonly string[] } }>('Service')
    .filter(
      ({ spec, metadata }) => spec?.type === 'LoadBalancer' && metadata.deletionTimestamp === undefined,
    );
const subject = ({ metadata }: Service) => ({ kind: 'Service', name: metadata.name });
const failureOf = (facts: Facts, service: Service) =>
  facts.events(service, [
    'SyncLoadBalancerFailed',
    'CreatingLoadBalancerFailed',
    'FailedBuildModel',
    'FailedDeployModel',
  ])[0];
/** The load balancers with the address that was asked, if the answer is such. */
const asked = (facts: Facts, isSuch: (address: AddressFacts) => boolean) =>
  balancers(facts).flatMap((service) => {
    const { address } = facts.snapshot;
    if (address === null || balancerAddress(service) !== address.address || !isSuch(address)) return [];
    return [{ service, address, ranges: service.spec?.loadBalancerSourceRanges ?? [] }];
  });
const isBlocked = ({ name, http }: AddressFacts) =>
  name === 'resolves' && http !== null && http !== 'answers';

const RULES: Rule[] = [
  {
    code: 'balancer_failed',
    title: 'The load balancer cannot be created',
    evidence: 'Event `SyncLoadBalancerFailed` with the answer of the cloud.',
    advice:
      'Typical reasons: no tagged subnets, a limit of the account, missing permissions. `service_type: ClusterIP` needs no load balancer.',
    ends: 'after the time limit of the load balancer',
    find: (facts) =>
      balancers(facts).flatMap((service) => {
        const event = failureOf(facts, service);
        if (balancerAddress(service) !== null || event === undefined) return [];
        return [
          {
            object: subject(service),
            cause: 'the cloud cannot create the load balancer',
            evidence: fromEvent(event),
            fix: BALANCER,
            terminal: false,
          },
        ];
      }),
  },
  {
    code: 'balancer_pending',
    title: 'The load balancer gets no address',
    evidence: 'The Service has no address, and no event says why.',
    advice:
      'The cluster has no load balancer controller, or the controller does not run. `service_type: ClusterIP` needs none.',
    ends: 'after the time limit of the load balancer',
    find: (facts) =>
      balancers(facts)
        .filter((service) => balancerAddress(service) === null && failureOf(facts, service) === undefined)
        .filter(({ metadata }) => facts.now - (timeOf(metadata.creationTimestamp) ?? facts.now) >= SILENCE_MS)
        .map((service) => ({
          object: subject(service),
          cause: 'the load balancer has no address; the cluster may have no load balancer controller',
          evidence: [fromField('status.loadBalancer: empty')],
          fix: BALANCER,
          terminal: false,
        })),
  },
  {
    code: 'source_range_blocks',
    title: 'The source ranges do not include this machine',
    evidence: 'The address resolves, HTTP gets no answer, and `loadBalancerSourceRanges` is set.',
    advice: 'Add the network of this machine to `source_ranges` in `influscope.yaml`, and deploy.',
    ends: 'after the time limit of the answer',
    find: (facts) =>
      asked(facts, isBlocked)
        .filter(({ ranges }) => ranges.length > 0)
        .map(({ service, address, ranges }) => ({
          object: subject(service),
          cause: `the load balancer accepts only ${ranges.join(', ')}, and this machine gets no answer`,
          evidence: [
            fromField(`loadBalancerSourceRanges: ${ranges.join(', ')}`),
            fromField(`HTTP: ${address.http}`),
          ],
          fix: {
            text: 'add your network to source_ranges in influscope.yaml, then deploy',
            command: ['deploy'],
          },
          terminal: false,
        })),
  },
  {
    code: 'firewall_blocks',
    title: 'A security group or firewall blocks the load balancer',
    evidence: 'The address resolves, HTTP gets no answer, the pods are ready, and no source range is set.',
    advice:
      'Allow TCP port 80 in the security group of the load balancer, and node ports from the load balancer to the nodes.',
    ends: 'after the time limit of the answer',
    symptom: true,
    find: (facts) =>
      asked(facts, isBlocked)
        .filter(({ ranges }) => ranges.length === 0)
        .map(({ service, address }) => ({
          object: subject(service),
          cause:
            'the load balancer has an address, but HTTP does not reach the pods: a security group or firewall blocks it',
          evidence: [fromField(`${address.address}: HTTP ${address.http}`)],
          fix: {
            text: 'allow TCP port 80 in the security group of the load balancer',
            shell: [
              ['kubectl', 'describe', 'service', service.metadata.name, '-n', facts.snapshot.namespace],
            ],
          },
          terminal: false,
        })),
  },
  {
    code: 'name_not_found',
    title: 'The name of the load balancer does not exist yet',
    evidence: 'No name server knows the name.',
    advice: 'Wait: a new name needs a few minutes.',
    ends: NEVER,
    find: (facts) =>
      asked(facts, ({ name }) => name === 'absent').map(({ service, address }) => ({
        object: subject(service),
        cause: `the name ${address.address} does not exist in DNS yet`,
        evidence: [fromField(`${address.address}: NXDOMAIN from all name servers`)],
        fix: { text: 'wait a few minutes, then repeat', command: ['status'] },
        terminal: false,
      })),
  },
  {
    code: 'name_cached_absent',
    title: 'Your DNS resolver has cached that the name does not exist',
    evidence: 'The name servers of the zone know the name; the resolver of this machine does not.',
    advice: 'Wait until the cached answer expires, or clear the DNS cache of this machine.',
    ends: NEVER,
    find: (facts) =>
      asked(facts, ({ name }) => name === 'cached').map(({ service, address }) => ({
        object: subject(service),
        cause: `the name ${address.address} exists, but the resolver of this machine has cached that it does not`,
        evidence: [fromField('the name servers of the zone answer; the local resolver says NXDOMAIN')],
        fix: { text: 'clear the DNS cache of this machine', shell: [['resolvectl', 'flush-caches']] },
        terminal: false,
      })),
  },
];

export const BALANCER_RULES: RuleFamily = { title: 'Load balancer and DNS', rules: RULES };
