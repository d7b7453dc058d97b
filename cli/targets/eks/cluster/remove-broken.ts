import type { Aws } from '#cli/aws/aws.ts';
import { requestStackDeletion } from '#cli/aws/delete-stack.ts';
import { isNotFound } from '#cli/aws/errors.ts';
import { ADDON_TAG, clusterNames } from '#cli/aws/names.ts';
import { pause } from '#cli/aws/pause.ts';
import type { ClusterStack } from '#cli/aws/stacks.ts';
import { listClusterStacks } from '#cli/aws/stacks.ts';
import { poll } from '#cli/aws/wait.ts';
import { OperationError } from '#cli/errors.ts';
import type { Event } from '#cli/output/events/events.ts';
import { step } from '#cli/output/events/events.ts';
import { describeRemoval, explainProblem } from './explain-problem.ts';
import { followStacks } from './follow-stacks.ts';
import type { Phase, Removal } from './next-action.ts';

export interface RemovalOptions {
  aws: Aws;
  cluster: string;
  clock: () => number;
  signal: AbortSignal;
}

/** Deletes what failed, so that it can be created again. Throws an `OperationError` with the reason when a stack stays. */
export async function* removeBroken(removal: Removal, options: RemovalOptions): AsyncGenerator<Event> {
  const { aws, cluster, clock, signal } = options;
  const removing = step('repair', `Deleting ${describeRemoval(removal)}`, clock);
  yield removing.started;
  if (removal.kind === 'addon') await removeAddon(removal.name, options);
  const all = await listClusterStacks(aws, cluster, signal);
  if (removal.kind === 'cluster') {
    const base = all.filter(({ name }) => name === clusterNames(cluster).clusterStack);
    yield* removeStacks(
      all.filter((stack) => !base.includes(stack)).map(({ name }) => name),
      options,
    );
    yield* removeStacks(
      base.map(({ name }) => name),
      options,
    );
  } else {
    const wanted =
      removal.kind === 'stacks'
        ? all.filter(({ name }) => removal.stacks.includes(name))
        : all.filter(({ tags }) => tags[ADDON_TAG] === removal.name);
    yield* removeStacks(
      wanted.map(({ name }) => name),
      options,
    );
  }
  yield removing.done(`Deleted ${describeRemoval(removal)}`);
}

/** Deletes stacks at the same time, and follows one after the other until they are gone. */
export async function* removeStacks(
  names: readonly string[],
  { aws, cluster, signal }: RemovalOptions,
): AsyncGenerator<Event> {
  for (const name of names) await requestStackDeletion(aws, name, signal);
  for (let attempt = 1; ; attempt++) {
    for (const name of names)
      yield* followStacks(aws, [{ name, phase: phaseOf(name, cluster) }], { steps: null, signal });
    const left = (await listClusterStacks(aws, cluster, signal)).filter(({ name }) => names.includes(name));
    if (left.length === 0) return;
    const stuck = left.find(({ status }) => status === 'DELETE_FAILED');
    if (stuck) throw await explainStuck(aws, stuck, signal);
    // The deletion was requested, but has not begun.
    await pause(attempt, signal);
  }
}

async function explainStuck(aws: Aws, { name, status }: ClusterStack, signal: AbortSignal): Promise<Error> {
  const { message } = await explainProblem(
    aws,
    { what: `the stack ${name} is ${status}`, stacks: [name], issues: [], remove: { kind: 'cluster' } },
    signal,
  );
  return new OperationError(message, {
    code: 'stack_not_deleted',
    hint: { command: ['down'] },
  });
}

function phaseOf(stack: string, cluster: string): Phase {
  const names = clusterNames(cluster);
  if (stack === names.clusterStack) return 'cluster';
  return names.isNodegroupStack(stack) ? 'nodes' : 'addons';
}

async function removeAddon(
  addonName: string,
  { aws, cluster: clusterName, signal }: RemovalOptions,
): Promise<void> {
  const client = await aws.eks();
  const gone = async (within: AbortSignal) => {
    try {
      await client.describeAddon({ clusterName, addonName }, { abortSignal: within });
      return false;
    } catch (error) {
      if (isNotFound(error)) return true;
      throw error;
    }
  };
  try {
    await client.deleteAddon({ clusterName, addonName }, { abortSignal: signal });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  for await (const is of poll(gone, { signal })) if (is) return;
}
