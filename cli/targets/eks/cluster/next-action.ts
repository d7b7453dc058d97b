import { ADDON_TAG, clusterNames } from '#cli/aws/names.ts';
import type { ClusterStack } from '#cli/aws/stacks.ts';
import type { ClusterConfig } from './cluster-config.ts';
import { nodegroupsOf } from './cluster-config.ts';
import type { EksFacts, Part } from './facts.ts';
import { whyForeign } from './foreign-cluster.ts';

/** The next step towards the configured cluster. */
export type Action =
  /** There is no cluster. */
  | { kind: 'create' }
  /** AWS is still working on `what`, e.g. `the stack … (CREATE_IN_PROGRESS)`. */
  | { kind: 'wait'; phase: Phase; what: string; stack: string | null }
  | { kind: 'identity-provider' }
  | { kind: 'addons'; names: readonly string[] }
  | { kind: 'nodegroups'; names: readonly string[] }
  /** Stacks of add-ons that do not exist: they are unused, and block a new add-on. */
  | { kind: 'clear'; stacks: readonly string[] }
  /** A resource failed, and stays failed until it is deleted. */
  | { kind: 'broken'; problem: Problem }
  | { kind: 'done' };

export type Phase = 'cluster' | 'nodes' | 'addons';

export interface Problem {
  /** In words, e.g. `the stack … is ROLLBACK_COMPLETE`. */
  what: string;
  /** Stacks whose events say why; the first failed first. */
  stacks: readonly string[];
  /** Health issues that EKS reports. */
  issues: readonly string[];
  /** What has to be deleted before it can be created again; `null` if it is not ours. */
  remove: Removal | null;
}

export type Removal =
  | { kind: 'cluster' }
  | { kind: 'stacks'; stacks: readonly string[] }
  | { kind: 'addon'; name: string };

/** Nodes need them for their network. The other add-ons need nodes. */
const BEFORE_NODES = ['vpc-cni', 'kube-proxy', 'eks-pod-identity-agent'];

/**
 * Decides from the state in AWS alone. Pure. Repeating step and decision ends with `done`, wherever an earlier run was
 * interrupted.
 */
export function nextAction(facts: EksFacts, config: ClusterConfig, name: string): Action {
  const { cluster, stacks } = facts;
  const names = clusterNames(name);
  const own = stacks.find((stack) => stack.name === names.clusterStack) ?? null;
  const what = whyForeign(name, {
    stack: own?.tags ?? null,
    control: cluster === null || cluster.status === 'DELETING' ? null : 'unknown',
  });
  if (what !== null) return { kind: 'broken', problem: { what, stacks: [], issues: [], remove: null } };
  if (own === null) {
    const [left] = stacks;
    if (cluster !== null) return waitForControlPlane(cluster.status);
    if (left === undefined) return { kind: 'create' };
    return isMoving(left.status)
      ? waitForStack('cluster', left)
      : brokenCluster(`the cluster does not exist, but its stack ${left.name} (${left.status}) does`, [left]);
  }
  if (isMoving(own.status)) return waitForStack('cluster', own);
  if (!isGood(own.status)) return brokenCluster(`the stack ${own.name} is ${own.status}`, [own]);
  if (cluster === null)
    return brokenCluster(`the control plane does not exist, but its stack ${own.name} does`, []);
  if (cluster.status === 'FAILED') return brokenCluster('the control plane has failed', [own]);
  if (cluster.status !== 'ACTIVE') return waitForControlPlane(cluster.status);
  if (facts.oidc === false) return { kind: 'identity-provider' };
  return partAction(facts, config, name);
}

function partAction(facts: EksFacts, config: ClusterConfig, name: string): Action {
  const addons = (config.addons ?? []).map((addon) => addon.name);
  const early = addons.filter((addon) => BEFORE_NODES.includes(addon));
  const late = addons.filter((addon) => !BEFORE_NODES.includes(addon));
  return (
    missingAddons(facts, early) ??
    missingNodegroups(facts, config, name) ??
    missingAddons(facts, late) ??
    waitForAddons(facts, addons) ?? { kind: 'done' }
  );
}

function missingAddons(facts: EksFacts, names: readonly string[]): Action | null {
  for (const name of names) {
    const addon = facts.addons.get(name) ?? null;
    const roles = facts.stacks.filter(({ tags }) => tags[ADDON_TAG] === name);
    const moving = roles.find(({ status }) => isMoving(status));
    if (moving) return waitForStack('addons', moving);
    if (addon?.status === 'CREATE_FAILED') {
      return {
        kind: 'broken',
        problem: {
          what: `the add-on ${name} is ${addon.status}`,
          stacks: roles.filter(({ status }) => !isGood(status)).map((stack) => stack.name),
          issues: addon.issues,
          remove: { kind: 'addon', name },
        },
      };
    }
    if (addon === null && roles.length > 0)
      return { kind: 'clear', stacks: roles.map((stack) => stack.name) };
  }
  const missing = names.filter((name) => !facts.addons.get(name));
  return missing.length > 0 ? { kind: 'addons', names: missing } : null;
}

function missingNodegroups(facts: EksFacts, config: ClusterConfig, name: string): Action | null {
  const missing: string[] = [];
  for (const { name: group } of nodegroupsOf(config)) {
    const part = facts.nodegroups.get(group) ?? null;
    const stack = facts.stacks.find((one) => one.name === clusterNames(name).nodegroupStack(group)) ?? null;
    if (stack && isMoving(stack.status)) return waitForStack('nodes', stack);
    if (stack && (!isGood(stack.status) || isBad(part))) {
      return {
        kind: 'broken',
        problem: {
          what: isGood(stack.status)
            ? `the node group ${group} is ${part?.status}`
            : `the stack ${stack.name} is ${stack.status}`,
          stacks: [stack.name],
          issues: part?.issues ?? [],
          remove: { kind: 'stacks', stacks: [stack.name] },
        },
      };
    }
    // EKS does not list node groups that eksctl manages itself.
    const managed = (config.managedNodeGroups ?? []).some((one) => one.name === group);
    if (part === null && stack === null) missing.push(group);
    else if (part === null && managed) {
      return {
        kind: 'broken',
        problem: {
          what: `the node group ${group} does not exist, but its stack ${stack?.name} does`,
          stacks: [],
          issues: [],
          remove: { kind: 'stacks', stacks: stack ? [stack.name] : [] },
        },
      };
    } else if (part && ['CREATING', 'UPDATING'].includes(part.status))
      return { kind: 'wait', phase: 'nodes', what: `the node group ${group} (${part.status})`, stack: null };
  }
  return missing.length > 0 ? { kind: 'nodegroups', names: missing } : null;
}

function isBad(part: Part | null): boolean {
  return part !== null && ['CREATE_FAILED', 'DEGRADED', 'DELETE_FAILED'].includes(part.status);
}

/** A degraded add-on may recover once its pods run. The caller limits the wait. */
function waitForAddons(facts: EksFacts, names: readonly string[]): Action | null {
  const pending = names.flatMap((name) => {
    const addon = facts.addons.get(name);
    if (!addon || ['ACTIVE', 'UPDATE_FAILED'].includes(addon.status)) return [];
    return `${name} (${[addon.status, ...addon.issues].join('; ')})`;
  });
  if (pending.length === 0) return null;
  return { kind: 'wait', phase: 'addons', what: `the add-ons ${pending.join(', ')}`, stack: null };
}

function waitForControlPlane(status: string): Action {
  return { kind: 'wait', phase: 'cluster', what: `the control plane (${status})`, stack: null };
}

function waitForStack(phase: Phase, { name, status }: ClusterStack): Action {
  return { kind: 'wait', phase, what: `the stack ${name} (${status})`, stack: name };
}

function brokenCluster(what: string, stacks: readonly ClusterStack[]): Action {
  const names = stacks.map(({ name }) => name);
  return { kind: 'broken', problem: { what, stacks: names, issues: [], remove: { kind: 'cluster' } } };
}

export function isMoving(status: string): boolean {
  return status.endsWith('_IN_PROGRESS') && status !== 'REVIEW_IN_PROGRESS';
}

/** Usable, even if only as before a failed update. */
export function isGood(status: string): boolean {
  return ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'IMPORT_COMPLETE'].includes(
    status,
  );
}
