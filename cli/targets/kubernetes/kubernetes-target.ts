import { join } from 'node:path';
import type { Settings } from '../../config/config.ts';
import type { Target } from '../target.ts';
import type { Connection } from './connect.ts';
import type { Forwards } from './endpoint.ts';

/** What every verb of a cluster's target works with. */
export interface Kubernetes {
  name: string;
  /** Its namespace bears the platform's name. */
  namespace: string;
  settings: Settings;
  /** Folder of the manifests. */
  manifests: string;
  /** `target.json`. */
  state: string;
  /** Another kubeconfig than the usual one; `null`: the usual one. */
  kubeconfig: string | null;
  clock(): number;
  /** The cluster, signed in to; made on first use. */
  connect(): Promise<Connection>;
}

export interface KubernetesOptions {
  name: string;
  settings: Settings;
  root: string;
  clock: () => number;
  kubeconfig?: string;
}

const UP_TIMEOUT_MS = 20 * 60_000;
const DOWN_TIMEOUT_MS = 15 * 60_000;
const STATUS_TIMEOUT_MS = 30_000;

/** The platform in a namespace of any Kubernetes cluster. */
export function createKubernetesTarget({
  name,
  settings,
  root,
  clock,
  kubeconfig,
}: KubernetesOptions): Target {
  let connection: Promise<Connection> | undefined;
  let forwards: Promise<Forwards> | undefined;
  const kube: Kubernetes = {
    name,
    namespace: name,
    settings,
    clock,
    manifests: join(root, 'manifests'),
    state: join(settings.values.home, 'platforms', name, 'target.json'),
    kubeconfig: kubeconfig ?? null,
    connect() {
      connection ??= import('./connect.ts').then(({ connect }) => connect(kube));
      return connection;
    },
  };
  const openForwards = () => {
    forwards ??= import('./endpoint.ts').then(({ createForwards }) => createForwards(kube));
    return forwards;
  };

  // Each verb brings its own code, so that a query loads none of them.
  return {
    kind: 'kubernetes',
    name,
    patience: { upMs: UP_TIMEOUT_MS, downMs: DOWN_TIMEOUT_MS, statusMs: STATUS_TIMEOUT_MS },
    endpoint: async (surface, service) => (await openForwards()).endpoint(surface, service),
    checks: (request) => defer(async () => (await import('./checks.ts')).runChecks(kube, request)),
    up: (request) =>
      defer(async () => (await import('./up.ts')).bringUp(kube, request, await openForwards())),
    deploy: (request) =>
      defer(async () => (await import('./up.ts')).bringUp(kube, request, await openForwards())),
    status: (request) =>
      defer(async () => (await import('./status.ts')).describeStatus(kube, request, await openForwards())),
    logs: (request) => defer(async () => (await import('./logs.ts')).readLogs(kube, request)),
    down: (request) => defer(async () => (await import('./down.ts')).bringDown(kube, request)),
    dataVolumes: async ({ signal }) => (await import('./volumes.ts')).listVolumes(kube, signal),
    kubeconfig: async () => (await import('./describe-kubeconfig.ts')).describeKubeconfig(kube),
    secrets: {
      create: async ({ signal }) => (await import('./secrets.ts')).newSecretYaml(kube, signal),
      rotate: (request) => defer(async () => (await import('./rotate.ts')).rotateSecrets(kube, request)),
    },
    close() {
      void forwards?.then((open) => open.close());
      void connection?.then(({ client }) => client.close()).catch(() => {});
    },
  };
}

async function* defer<T>(load: () => Promise<AsyncIterable<T>>): AsyncGenerator<T> {
  yield* await load();
}
