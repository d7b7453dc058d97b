import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Aws } from '#cli/aws/aws.ts';
import { poll } from '#cli/aws/wait.ts';
import { birthOf } from '#cli/instance/process-birth.ts';
import type { Event } from '#cli/output/events/events.ts';
import { note, warning } from '#cli/output/events/events.ts';
import type { PhaseTimeouts } from '#cli/targets/options.ts';
import { mergeStreams } from '#lib/async/merge-streams.ts';
import type { Eks } from '../eks.ts';
import type { EksctlEnd, EksctlProcess } from '../eksctl/eksctl.ts';
import { findEksctl, runEksctl } from '../eksctl/eksctl.ts';
import type { EksctlAction } from '../eksctl/eksctl-command.ts';
import { commandFor, stacksOf } from '../eksctl/eksctl-command.ts';
import { explainEksctl } from '../eksctl/explain-eksctl.ts';
import { writePrivate } from '../state.ts';
import type { ClusterConfig } from './cluster-config.ts';
import { explainProblem } from './explain-problem.ts';
import type { EksFacts } from './facts.ts';
import { gatherFacts } from './facts.ts';
import { followStacks } from './follow-stacks.ts';
import type { Action } from './next-action.ts';
import { nextAction } from './next-action.ts';
import { named, startPhaseDeadline, WHOLE } from './phase-limits.ts';
import type { PhaseSteps } from './phases.ts';
import { createPhaseSteps } from './phases.ts';
import { removeBroken, removeStacks } from './remove-broken.ts';

export interface ProvisionOptions {
  aws: Aws;
  /** The configuration for eksctl. */
  config: ClusterConfig;
  /** Deletes what failed, instead of only reporting it. */
  repair: boolean;
  /** Replaces the usual limits. */
  timeouts: PhaseTimeouts;
  /** State in AWS a moment ago. */
  facts: EksFacts;
  signal: AbortSignal;
}

/**
 * Creates what the configuration says and the cluster lacks. The state in AWS decides each next step, until none is left.
 * An eksctl that an earlier run left running is followed to its end first.
 */
export async function* provision(eks: Eks, options: ProvisionOptions): AsyncGenerator<Event, EksFacts> {
  const { aws, config, signal } = options;
  const steps = createPhaseSteps(eks.clock);
  let { facts } = options;
  let failed: { action: Action; end: EksctlEnd } | null = null;
  for (let first = true; ; first = false) {
    if (!first) facts = await gatherFacts(aws, eks.name, { config, signal });
    const action = nextAction(facts, config, eks.name);
    if (action.kind === 'done') {
      yield* steps.endAll();
      return facts;
    }
    const earlier = await findEksctl(eks.folder);
    if (earlier !== null) {
      yield* followEarlier(eks, options, steps, earlier);
      continue;
    }
    if (action.kind === 'wait') {
      yield* waitFor(eks, options, steps, action);
    } else if (action.kind === 'broken') {
      if (!options.repair || action.problem.remove === null)
        throw await explainProblem(aws, action.problem, signal);
      yield warning('repair', (await explainProblem(aws, action.problem, signal)).message);
      yield* removeBroken(action.problem.remove, { aws, cluster: eks.name, clock: eks.clock, signal });
    } else if (action.kind === 'clear') {
      yield note('clear', `Deleting the unused stacks ${action.stacks.join(', ')} of an earlier run`);
      yield* removeStacks(action.stacks, { aws, cluster: eks.name, clock: eks.clock, signal });
    } else {
      // The same step twice: its own error is the cause.
      if (failed && sameAction(failed.action, action)) throw explainEksctl(failed.end);
      const end = yield* carryOut(eks, options, steps, action);
      if (end.code !== 0) {
        failed = { action, end };
        yield warning('eksctl', `${explainEksctl(end).message}. Checking the state of the cluster`);
      }
    }
  }
}

function sameAction(a: Action, b: Action): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Runs eksctl for one action, and shows the progress of its stacks. */
async function* carryOut(
  eks: Eks,
  { aws, config, timeouts, signal }: ProvisionOptions,
  steps: PhaseSteps,
  action: EksctlAction,
): AsyncGenerator<Event, EksctlEnd> {
  const path = join(eks.folder, 'cluster-config.yaml');
  const { args, phase, part } = commandFor(action, config);
  writePrivate(path, stringify(part));
  yield* steps.begin(phase);
  using limit = startPhaseDeadline(action.kind === 'create' ? WHOLE : [phase], { timeouts, signal });
  const within = limit.signal;
  const running = runEksctl(eks, { args: [...args, '-f', path], step: phase, signal: within });
  const watching = (stop: AbortSignal) =>
    followStacks(aws, stacksOf(action, config, eks.name), {
      steps,
      signal: AbortSignal.any([within, stop]),
      expected: true,
    });
  const end = yield* mergeStreams(running, watching, silentWhen(within));
  if (within.aborted) throw within.reason;
  return end;
}

/** Follows the events of a stack. Without a stack, asks for the whole state again. */
async function* waitFor(
  eks: Eks,
  { aws, config, timeouts, signal }: ProvisionOptions,
  steps: PhaseSteps,
  action: Extract<Action, { kind: 'wait' }>,
): AsyncGenerator<Event> {
  const { phase, what, stack } = action;
  using limit = startPhaseDeadline([phase], { timeouts, signal: named(signal, what), what });
  const within = limit.signal;
  yield* steps.begin(phase);
  yield note('waiting', `Waiting for ${what}`);
  if (stack !== null) {
    yield* followStacks(aws, [{ name: stack, phase }], { steps, signal: within });
    return;
  }
  const ask = async (asked: AbortSignal) =>
    nextAction(await gatherFacts(aws, eks.name, { config, signal: asked }), config, eks.name);
  let told = what;
  for await (const next of poll(ask, { signal: within, maxMs: 20_000 })) {
    if (next.kind !== 'wait' || next.stack !== null) return;
    if (next.what !== told) yield note('waiting', `Waiting for ${next.what}`);
    told = next.what;
  }
}

/** The eksctl of an interrupted run does what this one would. */
async function* followEarlier(
  eks: Eks,
  { aws, config, timeouts, signal }: ProvisionOptions,
  steps: PhaseSteps,
  { pid, birth, log }: EksctlProcess,
): AsyncGenerator<Event> {
  yield note(
    'eksctl_running',
    `The eksctl of an earlier run is still running [pid=${pid}, log=${log}]. Following it`,
  );
  using limit = startPhaseDeadline(WHOLE, { timeouts, signal });
  const within = limit.signal;
  const ended = async function* (): AsyncGenerator<Event, void> {
    const alive = async () => (await birthOf(pid)) === birth;
    for await (const is of poll(alive, { signal: within, maxMs: 3_000 })) if (!is) return;
  };
  const watching = (stop: AbortSignal) =>
    followStacks(aws, stacksOf({ kind: 'create' }, config, eks.name), {
      steps,
      signal: AbortSignal.any([within, stop]),
      expected: true,
    });
  yield* mergeStreams(ended(), watching, silentWhen(within));
}

/** While eksctl runs, a failed poll of the stacks changes nothing. */
function silentWhen(signal: AbortSignal): (error: unknown) => Event {
  return (error) =>
    signal.aborted
      ? note('watch', 'No longer following the stacks')
      : warning('watch', `Cannot follow the stacks: ${(error as Error).message}`);
}
