import { join } from 'node:path';
import { statePath } from '#cli/instance/paths.ts';
import type { Settings } from '#cli/settings/settings.ts';
import { deferStream } from '../defer-stream.ts';
import type { Target } from '../target.ts';
import type { Connection } from './connection.ts';
import type { Forwards } from './endpoint.ts';
import type { InService, Kubernetes } from './kubernetes.ts';

export interface KubernetesOptions {
  name: string;
  settings: Settings;
  root: string;
  clock: () => number;
  /** The target that made the cluster. */
  within?: Within;
}

/** What a target that creates clusters provides. It owns the instance's folder. */
export interface Within {
  /** Path of a kubeconfig of this cluster alone. */
  kubeconfig: string;
  /** Path of the state file of the instance in the cluster. */
  state: string;
  /** Signs in to the cluster. */
  token: () => Promise<string>;
  inService: InService;
}

const UP_TIMEOUT_MS = 20 * 60_000;
const DOWN_TIMEOUT_MS = 15 * 60_000;
const STATUS_TIMEOUT_MS = 30_000;

/** An instance in a namespace of any Kubernetes cluster. */
export function createKubernetesTarget({ name, settings, root, clock, within }: KubernetesOptions): Target {
  let connection: Promise<Connection> | undefined;
  let forwards: Promise<Forwards> | undefined;
  const kube: Kubernetes = {
    name,
    namespace: name,
    settings,
    clock,
    manifests: join(root, 'manifests'),
    state: within?.state ?? statePath(settings.values.home, name),
    kubeconfig: within?.kubeconfig ?? null,
    token: within?.token,
    inService: within?.inService ?? null,
    forgets: within ? 'state' : 'folder',
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
    patience: {
      upMs: UP_TIMEOUT_MS,
      deployMs: UP_TIMEOUT_MS,
      downMs: DOWN_TIMEOUT_MS,
      statusMs: STATUS_TIMEOUT_MS,
    },
    endpoint: async (surface, service) => (await openForwards()).endpoint(surface, service),
    checks: (request) => deferStream(async () => (await import('./checks.ts')).runChecks(kube, request)),
    up: (request) =>
      deferStream(async () => (await import('./up.ts')).bringUp(kube, request, await openForwards())),
    deploy: (request) =>
      deferStream(async () => (await import('./up.ts')).bringUp(kube, request, await openForwards())),
    status: (request) =>
      deferStream(async () =>
        (await import('./status.ts')).describeStatus(kube, request, await openForwards()),
      ),
    logs: (request) => deferStream(async () => (await import('./logs/logs.ts')).readLogs(kube, request)),
    explain: (request) =>
      deferStream(async () => (await import('./diagnosis/explain.ts')).explain(kube, request)),
    bundle: (request) =>
      deferStream(async () => (await import('./diagnosis/bundle.ts')).collectBundle(kube, request)),
    down: (request) => deferStream(async () => (await import('./teardown/down.ts')).bringDown(kube, request)),
    dataVolumes: async ({ signal }) => (await import('./teardown/volumes.ts')).listVolumes(kube, signal),
    kubeconfig: async () => (await import('./describe-kubeconfig.ts')).describeKubeconfig(kube),
    history: {
      list: async ({ signal }) => (await import('./history/list-history.ts')).listHistory(kube, signal),
      rollBack: (request) =>
        deferStream(async () => (await import('./history/roll-back.ts')).rollBack(kube, request)),
    },
    secrets: {
      create: async ({ signal }) => (await import('./secrets/secrets.ts')).newSecretYaml(kube, signal),
      rotate: (request) =>
        deferStream(async () => (await import('./secrets/rotate.ts')).rotateSecrets(kube, request)),
      restore: (request) =>
        deferStream(async () => (await import('./secrets/restore.ts')).restoreSecrets(kube, request)),
      reset: (request) =>
        deferStream(async () => (await import('./secrets/reset.ts')).resetSecrets(kube, request)),
    },
    close() {
      void forwards?.then((open) => open.close());
      void connection?.then(({ client }) => client.close()).catch(() => {});
    },
  };
}
