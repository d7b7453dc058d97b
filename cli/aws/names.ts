/** Every full name and tag that follows from the name of a cluster. Nothing is owned by the start of its name alone. */
export interface ClusterNames {
  cluster: string;
  clusterStack: string;
  nodegroupStack(nodegroup: string): string;
  /** Of the role of an add-on. */
  addonStack(addon: string): string;
  /** Of the role of a Kubernetes service account. */
  serviceAccountStack(namespace: string, serviceAccount: string): string;
  /** EKS makes it, without any tag. */
  logGroup: string;
  /** Of the policy that bounds the cluster's roles; made by an administrator. */
  boundary: string;
  tags: {
    /** On all that eksctl makes. */
    eksctl: AwsTag;
    /** On what Kubernetes and EKS make for the cluster: instances, balancers, volumes, security groups. */
    owned: AwsTag;
    /** On what EKS makes by itself: the cluster's security group, the instances of a node group. */
    eks: AwsTag;
  };
}

export interface AwsTag {
  key: string;
  value: string;
}

export function clusterNames(cluster: string): ClusterNames {
  const base = `eksctl-${cluster}`;
  return {
    cluster,
    clusterStack: `${base}-cluster`,
    nodegroupStack: (nodegroup) => `${base}-nodegroup-${nodegroup}`,
    addonStack: (addon) => `${base}-addon-${addon}`,
    serviceAccountStack: (namespace, serviceAccount) =>
      `${base}-addon-iamserviceaccount-${namespace}-${serviceAccount}`,
    logGroup: `/aws/eks/${cluster}/cluster`,
    boundary: `${cluster}-boundary`,
    tags: {
      eksctl: { key: 'alpha.eksctl.io/cluster-name', value: cluster },
      owned: { key: `kubernetes.io/cluster/${cluster}`, value: 'owned' },
      eks: { key: 'aws:eks:cluster-name', value: cluster },
    },
  };
}
