import { createHash } from 'node:crypto';
import { UserError } from '#cli/errors.ts';
import type { Stage } from '#cli/kubernetes/manifests.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';
import { ROTATION } from '../secrets/credentials.ts';

/** How an instance differs from the manifests. */
export interface Preparation {
  namespace: string;
  /** Other images by what they are: `{influscope: 'registry.example/influscope:1'}`. */
  images: Readonly<Record<string, string>>;
  serviceType: 'LoadBalancer' | 'NodePort' | 'ClusterIP' | null;
  /** Proxies that append the address of their client to `X-Forwarded-For`. 0: connections show it. */
  trustedHops: number;
  /** Networks that may reach the balancer; empty for all. */
  sourceRanges: readonly string[];
  /** ARN of an ACM certificate: the balancer then speaks TLS on 443. */
  certificate: string | null;
  /** A class of the cluster's own; `null` for the one of the manifests. */
  storageClass: string | null;
  /** How often the credentials were changed; `null` for never. */
  rotation: string | null;
  /** More settings of the services. */
  settings: Readonly<Record<string, string>>;
}

const NAMESPACE = 'influscope';
/** Requests a second, where all clients have the same address. */
const SHARED_RATE_LIMIT = '1000';
const HASH = 'influscope.io/config-hash';
const SSL = 'service.beta.kubernetes.io/aws-load-balancer-ssl';
const BACKEND = 'service.beta.kubernetes.io/aws-load-balancer-backend-protocol';

interface Container {
  image?: string;
  envFrom?: { configMapRef?: { name: string } }[];
}
interface PodTemplate {
  metadata?: { annotations?: Record<string, string> };
  spec?: {
    containers?: Container[];
    initContainers?: Container[];
    volumes?: { configMap?: { name?: string } }[];
  };
}
interface AnyObject extends KubeObject {
  data?: Record<string, string>;
  spec?: {
    template?: PodTemplate;
    type?: string;
    ports?: { name?: string; port: number; targetPort?: unknown }[];
    loadBalancerSourceRanges?: string[];
    externalTrafficPolicy?: string;
    volumeClaimTemplates?: { spec?: { storageClassName?: string } }[];
  };
}

/** The stages for this instance. Pure: the input does not change. Throws a `UserError`. */
export function prepareStages(stages: readonly Stage[], preparation: Preparation): Stage[] {
  const copies = stages.map(({ name, objects }) => ({
    name,
    objects: (structuredClone(objects) as AnyObject[]).filter(
      ({ kind }) => kind !== 'StorageClass' || preparation.storageClass === null,
    ),
  }));
  const all = copies.flatMap(({ objects }) => objects);
  refuseUnknownImages(all, preparation.images);
  for (const object of all) {
    setSettings(object, settingsOf(preparation));
    setImages(object, preparation.images);
    setStorageClass(object, preparation.storageClass);
    setBalancer(object, preparation);
    setRotation(object, preparation.rotation);
    setNamespace(object, preparation.namespace);
  }
  for (const object of all) setConfigHash(object, all);
  return copies;
}

function podTemplates({ kind, spec }: AnyObject): PodTemplate[] {
  return ['Deployment', 'StatefulSet', 'DaemonSet', 'Job'].includes(kind) && spec?.template
    ? [spec.template]
    : [];
}

function containers(object: AnyObject): Container[] {
  return podTemplates(object).flatMap(({ spec }) => [
    ...(spec?.initContainers ?? []),
    ...(spec?.containers ?? []),
  ]);
}

/** `docker.elastic.co/elasticsearch/elasticsearch:9.5.4` is `elasticsearch`. */
function imageName(image: string): string {
  const path = image.replace(/@.*$/, '');
  return path.slice(path.lastIndexOf('/') + 1).replace(/:.*$/, '');
}

const isCalled = (image: string, name: string) =>
  imageName(image) === name || imageName(image).endsWith(`-${name}`);

function refuseUnknownImages(objects: readonly AnyObject[], images: Preparation['images']): void {
  const used = [...new Set(objects.flatMap(containers).flatMap(({ image }) => image ?? []))];
  for (const name of Object.keys(images)) {
    if (used.some((image) => isCalled(image, name))) continue;
    throw new UserError(`images: "${name}" is not an image in the manifests`, {
      code: 'image_unknown',
      hint: { text: `the images are ${[...new Set(used.map(imageName))].join(', ')}` },
    });
  }
}

function setImages(object: AnyObject, images: Preparation['images']): void {
  for (const container of containers(object)) {
    // The exact name before one that is only its end.
    const names = Object.keys(images).filter((name) => isCalled(container.image ?? '', name));
    const name = names.toSorted((a, b) => b.length - a.length)[0];
    if (name !== undefined) container.image = images[name] as string;
  }
}

function settingsOf({ serviceType, trustedHops, settings }: Preparation): Preparation['settings'] {
  // Requests through the API server, or through a node, have the same few addresses.
  const shared = serviceType !== null && serviceType !== 'LoadBalancer' && trustedHops === 0;
  return {
    TRUSTED_HOPS: String(trustedHops),
    ...(shared && { RATE_LIMIT: SHARED_RATE_LIMIT }),
    ...settings,
  };
}

function setSettings(object: AnyObject, settings: Preparation['settings']): void {
  if (object.kind === 'ConfigMap' && object.data?.ADMIN_PORT !== undefined)
    Object.assign(object.data, settings);
}

function setStorageClass({ spec }: AnyObject, storageClass: string | null): void {
  if (storageClass === null) return;
  for (const template of spec?.volumeClaimTemplates ?? []) {
    if (template.spec) template.spec.storageClassName = storageClass;
  }
}

function setBalancer(object: AnyObject, preparation: Preparation): void {
  const { serviceType, sourceRanges, certificate, trustedHops } = preparation;
  const { kind, spec, metadata } = object;
  if (kind !== 'Service' || spec?.type !== 'LoadBalancer') return;
  if (certificate !== null) {
    metadata.annotations = {
      ...metadata.annotations,
      [`${SSL}-cert`]: certificate,
      [`${SSL}-ports`]: '443',
      [BACKEND]: 'http',
    };
    const targetPort = spec.ports?.[0]?.targetPort;
    spec.ports = [...(spec.ports ?? []), { name: 'https', port: 443, targetPort }];
  }
  if (sourceRanges.length > 0) spec.loadBalancerSourceRanges = [...sourceRanges];
  if (serviceType !== null && serviceType !== 'LoadBalancer') {
    spec.type = serviceType;
    delete spec.loadBalancerSourceRanges;
  }
  // The balancer hands connections on: with another policy, nodes would put their own address in the place of the client's.
  if (spec.type === 'LoadBalancer' && trustedHops === 0) spec.externalTrafficPolicy = 'Local';
}

/**
 * Names, addresses and selectors of the namespace that the manifests are written for. What is in no namespace is named
 * after it, so that two instances on one cluster do not share it.
 */
function setNamespace(object: AnyObject, namespace: string): void {
  if (namespace === NAMESPACE) return;
  const own = (name: string) =>
    name.startsWith(`${NAMESPACE}-`) ? name.replace(NAMESPACE, namespace) : name;
  if (object.kind === 'Namespace') object.metadata.name = namespace;
  else if (object.metadata.namespace === NAMESPACE) object.metadata.namespace = namespace;
  else if (object.metadata.namespace === undefined) object.metadata.name = own(object.metadata.name);
  rewrite(object, (text, key) => {
    if (key === 'priorityClassName' || key === 'storageClassName') return own(text);
    if (key === 'kubernetes.io/metadata.name' && text === NAMESPACE) return namespace;
    return text.replaceAll(`.${NAMESPACE}.svc`, `.${namespace}.svc`);
  });
}

function rewrite(value: unknown, change: (text: string, key: string) => string): void {
  if (typeof value !== 'object' || value === null) return;
  const fields = value as Record<string, unknown>;
  for (const [key, field] of Object.entries(fields)) {
    if (typeof field === 'string') fields[key] = change(field, key);
    else rewrite(field, change);
  }
}

/** The services read credentials when they start, and change them as one; the servers know the old and the new. */
function setRotation(object: AnyObject, rotation: string | null): void {
  if (rotation === null || object.kind !== 'Deployment') return;
  for (const template of podTemplates(object)) annotate(template, ROTATION, rotation);
}

function annotate(template: PodTemplate, key: string, value: string): void {
  template.metadata = {
    ...template.metadata,
    annotations: { ...template.metadata?.annotations, [key]: value },
  };
}

/** A pod reads its settings when it starts: changed ones make a new pod. */
function setConfigHash(object: AnyObject, all: readonly AnyObject[]): void {
  for (const template of podTemplates(object)) {
    const names = [
      ...containers(object).flatMap(({ envFrom = [] }) =>
        envFrom.flatMap(({ configMapRef }) => configMapRef?.name ?? []),
      ),
      ...(template.spec?.volumes ?? []).flatMap(({ configMap }) => configMap?.name ?? []),
    ];
    const data = [...new Set(names)]
      .sort()
      .map((name) => all.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === name)?.data);
    if (names.length === 0) continue;
    const hash = createHash('sha256').update(JSON.stringify(data)).digest('hex').slice(0, 16);
    annotate(template, HASH, hash);
  }
}
