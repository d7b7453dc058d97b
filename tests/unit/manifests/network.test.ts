import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Manifest, NetworkPeer } from '#tests/support/manifests.ts';
import { MANIFEST_FOLDERS, readManifests } from '#tests/support/manifests.ts';

/** Who calls whom, on which port. `*` is anyone. */
const FLOWS = [
  '* > api:8080',
  'api > elasticsearch:9200',
  'api > minio:9000',
  'indexer > analytics:50051',
  'indexer > elasticsearch:9200',
  'indexer > rabbitmq:5672',
  'scraper > elasticsearch:9200',
  'scraper > internet:443',
  'scraper > minio:9000',
  'scraper > rabbitmq:5672',
];
const BETWEEN_NODES = [
  'elasticsearch > elasticsearch:9300',
  'rabbitmq > rabbitmq:25672',
  'rabbitmq > rabbitmq:4369',
];
const ADMIN_PORT = 9090;

interface Rule {
  peers: NetworkPeer[] | undefined;
  ports: { port: number }[];
}

for (const folder of MANIFEST_FOLDERS) {
  const manifests = readManifests(folder);
  const of = (kind: string) => manifests.filter((manifest) => manifest.kind === kind);
  const production = folder.endsWith('production');

  test(`${folder}: traffic is denied, but for exactly what the services need`, () => {
    const policies = of('NetworkPolicy');
    const deny = policies.find(({ metadata }) => metadata.name === 'default-deny');
    assert.deepEqual(deny?.spec, { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
    const expected = [...FLOWS, ...(production ? BETWEEN_NODES : [])].toSorted();
    assert.deepEqual(
      flowsIn(policies),
      expected.filter((flow) => !flow.includes('internet')),
    );
    assert.deepEqual(
      flowsOut(policies),
      expected.filter((flow) => !flow.startsWith('*')),
    );
  });

  test(`${folder}: admin ports are in no rule and in no service`, () => {
    const settings = of('ConfigMap').find(({ data }) => data?.ADMIN_PORT)?.data;
    assert.equal(settings?.ADMIN_PORT, String(ADMIN_PORT));
    assert.doesNotMatch(JSON.stringify(of('NetworkPolicy')), new RegExp(String(ADMIN_PORT)));
    for (const { metadata, spec } of of('Service')) {
      for (const { targetPort } of spec?.ports ?? []) assert.notEqual(targetPort, 'admin', metadata.name);
    }
  });
}

/** Names of the pods that a peer of a rule selects. */
function namesOf({ podSelector, ipBlock }: NetworkPeer): string[] {
  if (ipBlock) return ['internet'];
  const name = podSelector?.matchLabels?.['app.kubernetes.io/name'];
  return name ? [name] : (podSelector?.matchExpressions?.[0]?.values ?? []);
}

function flowsIn(policies: readonly Manifest[]): string[] {
  return policies
    .flatMap(({ spec = {} }) => {
      const rules = (spec.ingress ?? []).map(({ from, ports }) => ({ peers: from, ports }));
      return ends(rules).map(([client, port]) => `${client} > ${namesOf(spec)[0]}:${port}`);
    })
    .toSorted();
}

/** Names are looked up by all: port 53 is left out. */
function flowsOut(policies: readonly Manifest[]): string[] {
  return policies
    .flatMap(({ spec = {} }) => {
      const rules = (spec.egress ?? []).map(({ to, ports }) => ({ peers: to, ports }));
      return ends(rules)
        .filter(([, port]) => port !== 53)
        .map(([server, port]) => `${namesOf(spec)[0]} > ${server}:${port}`);
    })
    .toSorted();
}

/** Each other end that the rules allow, with the port. */
function ends(rules: readonly Rule[]): [string, number][] {
  return rules.flatMap(({ peers, ports }) =>
    ports.flatMap(({ port }) =>
      (peers?.flatMap(namesOf) ?? ['*']).map((end): [string, number] => [end, port]),
    ),
  );
}
