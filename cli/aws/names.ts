/** Every full name and tag that follows from the name of a cluster. The start of a name alone never proves ownership. */
export interface ClusterNames {
  cluster: string;
  clusterStack: string;
  nodegroupStack(nodegroup: string): string;
  /** Of the role of an add-on. */
  addonStack(addon: string): string;
  /** Of the role of a Kubernetes service account. */
  serviceAccountStack(namespace: string, serviceAccount: string): string;
  /** Whether eksctl gives such a name to the cluster's stacks. It may be the name of another cluster's stack too. */
  mayBeStack(name: string): boolean;
  isNodegroupStack(name: string): boolean;
  /** EKS creates it, without any tag. */
  logGroup: string;
  /** Policy that bounds the cluster's roles. An administrator creates it. */
  boundary: string;
  tags: {
    /** On everything that eksctl creates. */
    eksctl: AwsTag;
    /** On what Kubernetes and EKS create for the cluster: instances, balancers, volumes, security groups. */
    owned: AwsTag;
    /** On what EKS creates itself: the cluster's security group, the instances of a node group. */
    eks: AwsTag;
    /** On everything that eksctl creates for an instance of ours. Other tools may choose the same name for a cluster. */
    instance: AwsTag;
  };
}

export interface AwsTag {
  key: string;
  value: string;
}

/** `kubernetes.io/cluster/NAME`, with `owned` or `shared`. */
export const CLUSTER_TAG = 'kubernetes.io/cluster/';

/** Tags whose value is the name of the cluster that a resource was created for: by eksctl, EKS and its controllers. */
export const NAME_TAGS = [
  'alpha.eksctl.io/cluster-name',
  'eksctl.cluster.k8s.io/v1alpha1/cluster-name',
  'aws:eks:cluster-name',
  'eks:cluster-name',
  'elbv2.k8s.aws/cluster',
  'cluster.k8s.amazonaws.com/name',
] as const;

/** On the stack of an add-on's role. */
export const ADDON_TAG = 'alpha.eksctl.io/addon-name';

/** Marks the clusters of influscope. Its value is the instance's name. */
export const INSTANCE_TAG = 'influscope.io/platform';

/** Roles that eksctl creates start so, whatever the cluster. */
export const EKSCTL_ROLE = 'eksctl-';

/** Full names that contain the cluster's, of resources without a tag. */
export const DERIVED_NAMES = {
  'log-group': /^\/aws\/eks\/([^/]+)\/cluster$/,
  // EKS creates them for the control plane, with this description.
  'network-interface': /^Amazon EKS (\S+)$/,
} as const;

export function clusterNames(cluster: string): ClusterNames {
  const base = `eksctl-${cluster}-`;
  return {
    cluster,
    clusterStack: `${base}cluster`,
    nodegroupStack: (nodegroup) => `${base}nodegroup-${nodegroup}`,
    addonStack: (addon) => `${base}addon-${addon}`,
    serviceAccountStack: (namespace, serviceAccount) =>
      `${base}addon-iamserviceaccount-${namespace}-${serviceAccount}`,
    mayBeStack: (name) => name.startsWith(base),
    isNodegroupStack: (name) => name.startsWith(`${base}nodegroup-`),
    logGroup: `/aws/eks/${cluster}/cluster`,
    boundary: `${cluster}-boundary`,
    tags: {
      eksctl: { key: NAME_TAGS[0], value: cluster },
      owned: { key: `${CLUSTER_TAG}${cluster}`, value: 'owned' },
      eks: { key: NAME_TAGS[2], value: cluster },
      instance: { key: INSTANCE_TAG, value: cluster },
    },
  };
}
