import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Place } from '../integration/cli/kubernetes/cluster.ts';

/** A request that the receiver got. */
export interface ReceivedRequest {
  signature: string;
  body: string;
  /** The answer: 503 for the first request, 204 for all others. */
  status: number;
}

/** A receiver of webhooks in a namespace of its own on the cluster. */
export interface ReceiverPod {
  /** As pods reach it. */
  url: string;
  /** All requests so far, in order. */
  requests(): Promise<ReceivedRequest[]>;
  remove(): Promise<void>;
}

const PORT = 8081;
/** Prints each request as a line of JSON. */
const PROGRAM = `
  let count = 0;
  require('http').createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const status = count++ === 0 ? 503 : 204;
    console.log(JSON.stringify({ signature: request.headers['influscope-signature'], body, status }));
    response.writeHead(status).end();
  }).listen(${PORT});
`;

/** Starts it with the image of the services, which has Node, and opens the way from the scraper to it, as docs/saved-searches.md asks. */
export async function startReceiverPod(place: Place): Promise<ReceiverPod> {
  const namespace = `${place.name}-receiver`;
  const image = (
    await place.kubectl(
      ...['get', 'deployment', 'scraper', '-n', place.name],
      ...['-o', 'jsonpath={.spec.template.spec.containers[0].image}'],
    )
  ).trim();
  const labels = { app: 'receiver' };
  const objects = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'receiver', namespace, labels },
      spec: {
        terminationGracePeriodSeconds: 1,
        containers: [
          {
            name: 'receiver',
            image,
            command: ['/usr/local/bin/node', '-e', PROGRAM],
            resources: { requests: { cpu: '10m', memory: '64Mi' }, limits: { memory: '64Mi' } },
            readinessProbe: { tcpSocket: { port: PORT }, periodSeconds: 1 },
          },
        ],
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'receiver', namespace },
      spec: { selector: labels, ports: [{ port: PORT }] },
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'scraper-to-receiver', namespace: place.name },
      spec: {
        podSelector: { matchLabels: { 'app.kubernetes.io/name': 'scraper' } },
        policyTypes: ['Egress'],
        egress: [
          {
            to: [
              {
                namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
                podSelector: { matchLabels: labels },
              },
            ],
            ports: [{ protocol: 'TCP', port: PORT }],
          },
        ],
      },
    },
  ];
  const file = join(place.root, 'receiver.yaml');
  writeFileSync(file, objects.map((object) => stringify(object)).join('---\n'));
  await place.kubectl('apply', '-f', file);
  await place.kubectl('wait', 'pod/receiver', '-n', namespace, '--for=condition=Ready', '--timeout=120s');
  return {
    url: `http://receiver.${namespace}.svc:${PORT}/alerts`,
    async requests() {
      const log = await place.kubectl('logs', 'receiver', '-n', namespace);
      const lines = log.split('\n').filter((line) => line !== '');
      return lines.map((line) => JSON.parse(line) as ReceivedRequest);
    },
    async remove() {
      await place.kubectl('delete', '-f', file, '--ignore-not-found', '--timeout=120s');
    },
  };
}
