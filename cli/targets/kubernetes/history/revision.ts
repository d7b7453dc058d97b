import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Stage } from '#cli/kubernetes/manifests.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';

/** One deploy, as the cluster remembers it. */
export interface Revision {
  number: number;
  /** ISO 8601. */
  at: string;
  /** The user of the cluster, and the one of the machine. */
  by: string;
  /** Of influscope. */
  version: string;
  result: 'ready' | 'failed';
  /** It repeats this revision. */
  repeats: number | null;
  /** By workload. */
  images: Readonly<Record<string, string>>;
  /** Settings of the services. */
  settings: Readonly<Record<string, string>>;
  /** Digest of the applications. */
  digest: string;
}

interface Workload extends KubeObject {
  data?: Record<string, string>;
  spec?: { template?: { spec?: PodSpec } };
}
interface PodSpec {
  containers?: { image?: string; envFrom?: { configMapRef?: { name: string } }[] }[];
  volumes?: { configMap?: { name?: string } }[];
}

const workloads = (objects: readonly KubeObject[]) =>
  (objects as readonly Workload[]).filter(({ spec }) => spec?.template !== undefined);

/**
 * What a rollback brings back: the stages without servers and data, and the ConfigMaps that their pods read. Servers keep
 * their version: their data may not be readable by an older one.
 */
export function applicationObjects(stages: readonly Stage[]): KubeObject[] {
  const all = stages.flatMap(({ objects }) => objects);
  const own = stages
    .filter(({ objects }) => objects.some(({ kind }) => kind === 'Deployment'))
    .filter(({ objects }) => !objects.some(({ kind }) => kind === 'StatefulSet'))
    .flatMap(({ objects }) => objects);
  const read = new Set(
    workloads(own).flatMap(({ spec }) => {
      const { containers = [], volumes = [] } = spec?.template?.spec ?? {};
      return [
        ...containers.flatMap(({ envFrom = [] }) =>
          envFrom.flatMap(({ configMapRef }) => configMapRef?.name ?? []),
        ),
        ...volumes.flatMap(({ configMap }) => configMap?.name ?? []),
      ];
    }),
  );
  return [...all.filter(({ kind, metadata }) => kind === 'ConfigMap' && read.has(metadata.name)), ...own];
}

/** Images and settings of these objects. */
export function describeObjects(
  objects: readonly KubeObject[],
): Pick<Revision, 'images' | 'settings' | 'digest'> {
  const images = workloads(objects).flatMap(({ metadata, spec }) => {
    const image = spec?.template?.spec?.containers?.[0]?.image;
    return image === undefined ? [] : [[metadata.name, image] as const];
  });
  const settings = (objects as readonly Workload[])
    .filter(({ kind, data }) => kind === 'ConfigMap' && data !== undefined)
    .flatMap(({ data = {} }) => Object.entries(data));
  return {
    images: Object.fromEntries(images),
    settings: Object.fromEntries(settings),
    digest: createHash('sha256').update(JSON.stringify(objects)).digest('hex').slice(0, 16),
  };
}

export const packObjects = (objects: readonly KubeObject[]): string =>
  gzipSync(JSON.stringify(objects)).toString('base64');

export const unpackObjects = (packed: string): KubeObject[] =>
  JSON.parse(gunzipSync(Buffer.from(packed, 'base64')).toString('utf8')) as KubeObject[];
