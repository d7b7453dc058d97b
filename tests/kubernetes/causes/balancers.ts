import { execFile } from 'node:child_process';
import { getServers, setServers } from 'node:dns/promises';
import { syncBuiltinESMExports } from 'node:module';
import type { DnsServer } from '#tests/support/servers/dns-server.ts';
import { startDnsServer } from '#tests/support/servers/dns-server.ts';
import type { Place } from '../../integration/cli/kubernetes/cluster.ts';
import type { Cause } from './cause.ts';
import { kubectl, patch } from './cause.ts';

const SERVICE = 'service/api-service';
/** Of the loopback; nothing listens there on port 80. */
const SILENT_ADDRESS = '127.0.0.2';
const undo = (place: Place) => kubectl(place, 'annotate', SERVICE, 'lab/behaviour-');
let dns: { server: DnsServer; before: string[] } | undefined;

export const BALANCERS: readonly Cause[] = [
  {
    name: 'load balancer without a controller',
    code: 'balancer_pending',
    object: 'Service/api-service',
    nodes: 'fake',
    change: (place) => balancer(place, 'lb-pending'),
    undo,
    proof: /status.loadBalancer: empty/,
  },
  {
    name: 'name of a load balancer that no name server knows',
    code: 'name_not_found',
    object: 'Service/api-service',
    // On real nodes this machine knows the names.
    nodes: 'fake',
    change: (place) => balancer(place, ''),
    clean: true,
    proof: /NXDOMAIN/,
  },
  {
    name: 'load balancer that cannot be made',
    code: 'balancer_failed',
    object: 'Service/api-service',
    nodes: 'fake',
    change: (place) => balancer(place, 'lb-error:could not find any suitable subnets for creating the ELB'),
    undo,
    proof: /suitable subnets/,
  },
  {
    name: 'source ranges without this machine',
    code: 'source_range_blocks',
    object: 'Service/api-service',
    nodes: 'fake',
    change: async (place) => {
      await silentBalancer(place);
      await patch(place, SERVICE, { spec: { loadBalancerSourceRanges: ['192.0.2.0/24'] } });
    },
    undo: async (place) => {
      await patch(place, SERVICE, { spec: { loadBalancerSourceRanges: null } });
      await undo(place);
    },
    proof: /192.0.2.0\/24/,
  },
  {
    name: 'load balancer that lets nothing through',
    code: 'firewall_blocks',
    object: 'Service/api-service',
    nodes: 'fake',
    change: silentBalancer,
    undo,
    proof: /127.0.0.2: HTTP refused/,
  },
  {
    name: 'name that only its own name server knows',
    code: 'name_cached_absent',
    object: 'Service/api-service',
    // On real nodes this machine knows the names.
    nodes: 'fake',
    change: async (place) => {
      await balancer(place, '');
      // The port of name servers: needs root.
      const server = await startDnsServer([SILENT_ADDRESS], { port: 53, nameServer: 'localhost' });
      dns = { server, before: getServers() };
      askServers(['127.0.0.1']);
    },
    undo: async () => {
      if (dns) askServers(dns.before);
      await dns?.server.close();
    },
    clean: true,
    proof: /the name servers of the zone answer/,
  },
];

/** Also by the functions that were imported already. */
function askServers(servers: readonly string[]): void {
  setServers(servers);
  syncBuiltinESMExports();
}

/** A load balancer with an address that does not lead to the pods. */
async function silentBalancer(place: Place): Promise<void> {
  await balancer(place, 'lb-pending');
  const status = { loadBalancer: { ingress: [{ ip: SILENT_ADDRESS }] } };
  const change = JSON.stringify({ status });
  await kubectl(place, 'patch', SERVICE, '--subresource=status', '--type=merge', '-p', change);
}

/** Deletes and recreates the Service, so that it gets a new load balancer. */
async function balancer(place: Place, behaviour: string): Promise<void> {
  const text = await kubectl(place, 'get', 'service', 'api-service', '-o', 'json');
  const { apiVersion, kind, metadata, spec } = JSON.parse(text);
  await kubectl(place, 'delete', 'service', 'api-service');
  const { clusterIP: _ip, clusterIPs: _ips, ...kept } = spec;
  for (const each of kept.ports) delete each.nodePort;
  const annotations = { ...metadata.annotations, 'lab/behaviour': behaviour };
  const { name, labels } = metadata;
  const object = {
    apiVersion,
    kind,
    metadata: { name, labels, annotations },
    spec: { ...kept, type: 'LoadBalancer' },
  };
  await new Promise<void>((resolve, reject) => {
    const child = execFile('kubectl', ['create', '-n', place.name, '-f', '-'], (error) =>
      error ? reject(error) : resolve(),
    );
    child.stdin?.end(JSON.stringify(object));
  });
}
