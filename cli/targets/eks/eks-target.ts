import { join } from 'node:path';
import type { Aws } from '#cli/aws/aws.ts';
import { clusterNames } from '#cli/aws/names.ts';
import type { Endpoint } from '#cli/http/endpoint.ts';
import { instanceFolder } from '#cli/instance/paths.ts';
import type { Env, Settings } from '#cli/settings/settings.ts';
import { deferStream } from '../defer-stream.ts';
import type { Target } from '../target.ts';
import type { Eks } from './eks.ts';
import { readEksState } from './state.ts';

export interface EksTargetOptions {
  name: string;
  settings: Settings;
  root: string;
  env: Env;
  clock: () => number;
}

const UP_TIMEOUT_MS = 60 * 60_000;
const DOWN_TIMEOUT_MS = 60 * 60_000;
const STATUS_TIMEOUT_MS = 45_000;
const ASK_TIMEOUT_MS = 30_000;

/** A cluster on Amazon EKS for one instance, which runs in it by the same code as on any other cluster. */
export function createEksTarget({ name, settings, root, env, clock }: EksTargetOptions): Target {
  const folder = instanceFolder(settings.values.home, name);
  let aws: Promise<Aws> | undefined;
  let inside: Promise<Target> | undefined;
  const eks: Eks = {
    name,
    names: clusterNames(name),
    settings,
    env,
    root,
    folder,
    clock,
    state: () => readEksState(join(folder, 'target.json')),
    aws() {
      aws ??= import('./open-region.ts').then(({ openRegion }) => openRegion(eks));
      return aws;
    },
    kubernetes(signal) {
      inside ??= import('./cluster/inside.ts').then(({ openInside }) => openInside(eks, signal));
      inside.catch(() => {
        inside = undefined;
      });
      return inside;
    },
  };
  const within = () => eks.kubernetes(AbortSignal.timeout(ASK_TIMEOUT_MS));

  return {
    kind: 'eks',
    name,
    patience: {
      upMs: UP_TIMEOUT_MS,
      deployMs: UP_TIMEOUT_MS,
      downMs: DOWN_TIMEOUT_MS,
      statusMs: STATUS_TIMEOUT_MS,
    },
    async endpoint(surface, service): Promise<Endpoint> {
      const url = surface === 'public' ? (await import('./public-url.ts')).publicUrl(eks) : null;
      return url === null ? (await within()).endpoint(surface, service) : { url, proof: null };
    },
    checks: (request) =>
      deferStream(async () => (await import('./checks/checks.ts')).runChecks(eks, request)),
    up: (request) => deferStream(async () => (await import('./up.ts')).bringUp(eks, request)),
    deploy: (request) => deferStream(async () => (await import('./up.ts')).deployInside(eks, request)),
    status: (request) => deferStream(async () => (await import('./status.ts')).describeStatus(eks, request)),
    logs: (request) => deferStream(async () => (await eks.kubernetes(request.signal)).logs(request)),
    explain: (request) => deferStream(async () => (await eks.kubernetes(request.signal)).explain(request)),
    bundle: (request) => deferStream(async () => (await eks.kubernetes(request.signal)).bundle(request)),
    down: (request) => deferStream(async () => (await import('./down.ts')).bringDown(eks, request)),
    dataVolumes: async ({ signal }) => (await import('./list-data-volumes.ts')).listDataVolumes(eks, signal),
    cost: (request) => deferStream(async () => (await import('./cost.ts')).tellCost(eks, request)),
    kubeconfig: async () => (await import('./kubeconfig.ts')).readOwnKubeconfig(eks),
    history: {
      list: async (request) => (await eks.kubernetes(request.signal)).history?.list(request) ?? [],
      rollBack: (request) =>
        deferStream(async () => (await eks.kubernetes(request.signal)).history?.rollBack(request) ?? []),
    },
    secrets: {
      create: async (request) => {
        const { secrets } = await eks.kubernetes(request.signal);
        return (await secrets?.create(request)) ?? '';
      },
      rotate: (request) =>
        deferStream(async () =>
          (await import('./change-credentials.ts')).changeCredentials(eks, request.signal, (secrets) =>
            secrets.rotate(request),
          ),
        ),
      restore: (request) =>
        deferStream(async () => (await eks.kubernetes(request.signal)).secrets?.restore(request) ?? []),
      reset: (request) =>
        deferStream(async () =>
          (await import('./change-credentials.ts')).changeCredentials(eks, request.signal, (secrets) =>
            secrets.reset(request),
          ),
        ),
    },
    close() {
      void inside?.then((target) => target.close?.()).catch(() => {});
      void aws?.then((open) => open.close()).catch(() => {});
    },
  };
}
