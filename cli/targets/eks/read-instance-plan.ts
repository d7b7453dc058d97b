import type { InstancePlan } from '#cli/aws/cost/instance-plan.ts';
import { wholeBytes } from '#cli/kubernetes/capacity/quantity.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';

interface AnyObject extends KubeObject {
  parameters?: Readonly<Record<string, string>>;
  spec?: {
    replicas?: number;
    type?: string;
    loadBalancerClass?: string;
    volumeClaimTemplates?: readonly { spec?: ClaimSpec }[];
  } & ClaimSpec;
}

interface ClaimSpec {
  storageClassName?: string;
  resources?: { requests?: { storage?: string } };
}

const BALANCER_TYPE = 'service.beta.kubernetes.io/aws-load-balancer-type';
const GIB = 2 ** 30;

/** Reads the volumes and load balancers that a set of objects asks for. */
export function readInstancePlan(
  objects: readonly KubeObject[],
  { serviceType, storageClass }: { serviceType: string | null; storageClass: string | null },
): InstancePlan {
  const all = objects as readonly AnyObject[];
  const types = new Map(
    all.flatMap(({ kind, metadata, parameters }) =>
      kind === 'StorageClass' ? [[metadata.name, parameters?.type ?? 'gp3'] as const] : [],
    ),
  );
  const volume = (spec: ClaimSpec | undefined) => ({
    type: storageClass === null ? (types.get(spec?.storageClassName ?? '') ?? null) : null,
    gib: wholeBytes(spec?.resources?.requests?.storage ?? 0) / GIB,
  });
  return {
    volumes: all.flatMap(({ kind, spec }) => {
      if (kind === 'PersistentVolumeClaim') return [volume(spec)];
      if (kind !== 'StatefulSet') return [];
      const each = (spec?.volumeClaimTemplates ?? []).map((template) => volume(template.spec));
      return Array.from({ length: spec?.replicas ?? 1 }, () => each).flat();
    }),
    balancers: all
      .filter(({ kind, spec }) => kind === 'Service' && spec?.type === 'LoadBalancer')
      .filter(() => serviceType === null || serviceType === 'LoadBalancer')
      .map(({ metadata, spec }) => {
        const named = metadata.annotations?.[BALANCER_TYPE] ?? spec?.loadBalancerClass;
        return named === undefined ? 'classic' : 'network';
      }),
  };
}
