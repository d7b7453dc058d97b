import type { OptionDefinition } from '#cli/option.ts';
import { durationsOf } from '#cli/parsers.ts';

/** An option whose value is a `T`. */
interface TargetOption<T> extends OptionDefinition {
  parse?: (text: string) => T;
}

const toggle = (flags: string, summary: string): TargetOption<boolean> => ({ flags, summary });

/** Phases of `up` on a cluster that have their own time limit; the first three only where the cluster itself is made. */
export const TIMED_PHASES = ['cluster', 'nodes', 'addons', 'balancer', 'name', 'answer'] as const;
export type PhaseTimeouts = Partial<Record<(typeof TIMED_PHASES)[number], number>>;

const UNTIL = ['workloads', 'answer'] as const;

/**
 * Options that only some targets accept, one line each. `registry.ts` says which target accepts which; the flags, the help
 * and the type of a request come from here.
 */
export const TARGET_OPTIONS = {
  dryRun: toggle('--dry-run', 'show what would change, and change nothing'),
  forceConflicts: toggle('--force-conflicts', 'take over fields that another field manager owns'),
  forceUnlock: toggle('--force-unlock', 'take over the lock of another command that is stuck'),
  rollback: toggle(
    '--no-rollback',
    'do not return to the last good revision if the services do not become ready',
  ),
  until: {
    flags: '--until <point>',
    summary: 'wait until this point (default: answer)',
    choices: UNTIL,
  } satisfies OptionDefinition as TargetOption<(typeof UNTIL)[number]>,
  phaseTimeout: {
    flags: '--phase-timeout <phases>',
    summary: `stop waiting for a phase after this long, e.g. nodes=10m,name=5m; phases: ${TIMED_PHASES.join(', ')}`,
    parse: durationsOf(TIMED_PHASES),
  } satisfies OptionDefinition as TargetOption<PhaseTimeouts>,
  repair: toggle('--repair', 'delete parts that failed during creation, and create them again'),
};

type ValueOf<O> = O extends TargetOption<infer T> ? T : never;
export type TargetOptionName = keyof typeof TARGET_OPTIONS;

/** Values of the options that were given, by name. */
export type TargetFlags = { [K in TargetOptionName]?: ValueOf<(typeof TARGET_OPTIONS)[K]> };
