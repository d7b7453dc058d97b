import { OperationError } from '#cli/errors.ts';
import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import type { Stage } from '#cli/kubernetes/manifests.ts';
import { readManifests } from '#cli/kubernetes/manifests.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';
import { RESOURCES, refTo } from '#cli/kubernetes/resources.ts';
import type { SettingKey, SettingValues } from '#cli/settings/registry.ts';
import { variablesOfAlerts } from '#contract/alerts/variables.ts';
import { variablesOfRetention } from '#contract/privacy/retention.ts';
import { variablesOfSources } from '#contract/sources/source-plan.ts';
import type { Kubernetes } from '../kubernetes.ts';
import { ROTATION, readCredentials } from '../secrets/credentials.ts';
import { prepareStages } from './prepare.ts';

export interface Desired {
  stages: Stage[];
  /** The cluster's own storage class, where ours has no driver here. */
  substitute: string | null;
}

interface Node extends KubeObject {
  spec?: { providerID?: string };
}

const DEFAULT_CLASS = 'storageclass.kubernetes.io/is-default-class';

/** The stages for this instance and this cluster. */
export async function desiredStages(
  kube: Kubernetes,
  client: KubeClient,
  signal: AbortSignal,
): Promise<Desired> {
  const { values, origins } = kube.settings;
  const raw = readManifests(kube.manifests);
  const substitute = values.storage_class === null ? await substituteClass(client, raw, signal) : null;
  const said = (key: SettingKey) => origins[key].kind !== 'default';
  const secret = await readCredentials(client, kube.namespace, signal);
  const stages = prepareStages(raw, {
    namespace: kube.namespace,
    images: values.images,
    serviceType: values.service_type,
    trustedHops: values.trusted_hops ?? (await hopsOf(client, values.service_type, signal)),
    sourceRanges: values.source_ranges,
    certificate: values.certificate_arn,
    storageClass: values.storage_class ?? substitute,
    rotation: secret?.metadata.annotations?.[ROTATION] ?? null,
    settings: {
      ...(said('log_level') && { LOG_LEVEL: values.log_level }),
      ...(said('rate_limit') && { RATE_LIMIT: String(values.rate_limit) }),
      ...(said('mcp') && { MCP: values.mcp ? 'on' : 'off' }),
      ...(values.mcp_hosts.length > 0 && { MCP_HOSTS: values.mcp_hosts.join(',') }),
      ...(said('require_keys') && { REQUIRE_KEYS: values.require_keys ? 'on' : 'off' }),
      ...(said('avatars') && { AVATAR_FETCH: values.avatars === 'off' ? 'off' : 'on' }),
      ...(said('keep_contacts') && { KEEP_CONTACTS: values.keep_contacts ? 'on' : 'off' }),
      ...(values.contact !== null && { CONTACT: values.contact }),
      ...variablesOfAlerts(values),
      ...variablesOfRetention(values.retention),
      ...variablesOfSources(values.sources),
      ...(said('shutdown_grace_ms') && { SHUTDOWN_GRACE_MS: String(values.shutdown_grace_ms) }),
    },
  });
  return { stages, substitute };
}

/**
 * A load balancer of AWS, as the manifests order it, appends the address of its client. Others hand connections on, and the
 * header would then come from the client itself.
 */
async function hopsOf(
  client: KubeClient,
  serviceType: SettingValues['service_type'],
  signal: AbortSignal,
): Promise<number> {
  if (serviceType !== null && serviceType !== 'LoadBalancer') return 0;
  const { items } = await client.list<Node>(RESOURCES.node, {}, signal);
  return items.length > 0 && items.every(({ spec }) => spec?.providerID?.startsWith('aws://')) ? 1 : 0;
}

/** A cluster elsewhere than on AWS has no EBS: its default class then; `null` where ours works. */
async function substituteClass(
  client: KubeClient,
  stages: readonly Stage[],
  signal: AbortSignal,
): Promise<string | null> {
  const own = stages.flatMap(({ objects }) => objects).find(({ kind }) => kind === 'StorageClass');
  const driver = (own as { provisioner?: string } | undefined)?.provisioner;
  if (driver === undefined || (await client.get(refTo(RESOURCES.csiDriver, driver), signal)) !== null)
    return null;
  const { items } = await client.list<KubeObject>(RESOURCES.storageClass, {}, signal);
  const usual = items.find(({ metadata }) => metadata.annotations?.[DEFAULT_CLASS] === 'true');
  if (usual) return usual.metadata.name;
  throw new OperationError(`The cluster has neither the driver ${driver} nor a default storage class`, {
    code: 'no_storage',
    hint: {
      text: `install the driver, or set storage_class in influscope.yaml${items.length > 0 ? `: ${items.map(({ metadata }) => metadata.name).join(', ')}` : ''}`,
    },
  });
}
