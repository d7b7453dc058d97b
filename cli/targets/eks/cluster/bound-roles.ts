import type { AddonConfig, ClusterConfig, NodegroupConfig } from './cluster-config.ts';

/**
 * The configuration with a permissions boundary on each role that eksctl creates. A boundary that is configured already
 * stays, and so do roles that exist. Pure.
 */
export function boundRoles(config: ClusterConfig, boundary: string | null): ClusterConfig {
  if (boundary === null) return config;
  const nodes = <T extends NodegroupConfig>(groups: T[] | undefined) =>
    groups && { groups: groups.map((group) => boundNodes(group, boundary)) };
  const managed = nodes(config.managedNodeGroups);
  const unmanaged = nodes(config.nodeGroups);
  const { iam = {} } = config;
  return {
    ...config,
    iam: {
      ...(iam.serviceRoleARN === undefined && { serviceRolePermissionsBoundary: boundary }),
      ...iam,
      ...(iam.serviceAccounts && {
        serviceAccounts: iam.serviceAccounts.map((one) =>
          one.attachRoleARN === undefined ? { permissionsBoundary: boundary, ...one } : one,
        ),
      }),
    },
    ...(managed && { managedNodeGroups: managed.groups }),
    ...(unmanaged && { nodeGroups: unmanaged.groups }),
    ...(config.addons && { addons: config.addons.map((addon) => boundAddon(addon, boundary)) }),
  };
}

function boundNodes<T extends NodegroupConfig>(group: T, boundary: string): T {
  const { iam = {} } = group;
  const given = iam.instanceRoleARN !== undefined || iam.instanceProfileARN !== undefined;
  return given ? group : { ...group, iam: { instanceRolePermissionsBoundary: boundary, ...iam } };
}

/** Only an add-on with policies gets a role; eksctl refuses a boundary on any other. */
function boundAddon(addon: AddonConfig, boundary: string): AddonConfig {
  const { attachPolicyARNs, attachPolicy, wellKnownPolicies } = addon;
  const makesRole = [attachPolicyARNs, attachPolicy, wellKnownPolicies].some(
    (policy) => policy !== undefined,
  );
  return makesRole ? { permissionsBoundary: boundary, ...addon } : addon;
}
