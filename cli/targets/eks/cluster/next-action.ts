import { ADDON_TAG, clusterNames } from '#cli/aws/names.ts';
import type { ClusterStack } from '#cli/aws/stacks.ts';
import type { ClusterConfig } from './cluster-config.ts';
import { nodegroupsOf } from './cluster-config.ts';
import type { EksFacts, Part } from './facts.ts';
import { whyForeign } from './foreign-cluster.ts';

/** What has to be done next for the cluster to be as it is configured. */
export type Action =
  /** Nothing is there. */
  | { kind: 'create' }
  /** Something is on its way by itself: in the words of `what`, e.g. `the stack … (CREATE_IN_PROGRESS)`. */
  | { kind: 'wait'; phase: Phase; what: string; stack: string | null }
  | { kind: 'identity-provider' }
  | { kind: 'addons'; names: readonly string[] }
  | { kind: 'nodegroups'; names: readonly string[] }
  /** Stacks of add-ons that are not there: nobody uses them, and they are in the way. */
  | { kind: 'clear'; stacks: readonly string[] }
  /** Something failed, and stays so until it is removed. */
  | { kind: 'broken'; problem: Problem }
  | { kind: 'done' };

export type Phase = 'cluster' | 'nodes' | 'addons';

export interface Problem {
  /** In words, e.g. `the stack … is ROLLBACK_COMPLETE`. */
  what: string;
  /** Stacks whose events say why; the first failed first. */
  stacks: readonly string[];
  /** What EKS itself says. */
  issues: readonly string[];
  /** What has to be removed before it can be made again; `null`: it is not ours to remove. */
  remove: Removal | null;
}

export type Removal =
  | { kind: 'cluster' }
  | { kind: 'stacks'; stacks: readonly string[] }
  | { kind: 'addon'; name: string };

/** They give nodes a network, and so come before them; the others want nodes to run on. */
const BEFORE_NODES = ['vpc-cni', 'kube-proxy', 'eks-pod-identity-agent'];

/**
 * Decides from what AWS has, and from nothing else. Pure. Doing what it says and asking again comes to `done`, wherever an
 * earlier run was cut short.
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
      : brokenCluster(`the cluster is gone, and the stack ${left.name} (${left.status}) is left of it`, [
          left,
        ]);
  }
  if (isMoving(own.status)) return waitForStack('cluster', own);
  if (!isGood(own.status)) return brokenCluster(`the stack ${own.name} is ${own.status}`, [own]);
  if (cluster === null)
    return brokenCluster(`the control plane is gone, and the stack ${own.name} is left of it`, []);
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
    // Nodes that eksctl starts itself are no node group to EKS.
    const managed = (config.managedNodeGroups ?? []).some((one) => one.name === group);
    if (part === null && stack === null) missing.push(group);
    else if (part === null && managed) {
      return {
        kind: 'broken',
        problem: {
          what: `the node group ${group} is gone, and the stack ${stack?.name} is left of it`,
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

/** One that is degraded may get well when its pods have come up; how long is the waiter's to say. */
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

/** It stands as it should, if only as it stood before an update that failed. */
export function isGood(status: string): boolean {
  return ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'IMPORT_COMPLETE'].includes(
    status,
  );
}
