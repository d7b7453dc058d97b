import type { OptionDefinition } from '#cli/command.ts';
import { UserError } from '#cli/errors.ts';
import { durationsOf } from '#cli/parsers.ts';
import type { ClusterOptions, PhaseTimeouts, Target } from '#cli/targets/target.ts';
import { TIMED_PHASES } from '#cli/targets/target.ts';

/** Options of the commands that change a cluster, as commander hands them over. */
export interface ClusterFlags {
  dryRun?: boolean;
  forceConflicts?: boolean;
  forceUnlock?: boolean;
  until?: 'workloads' | 'answer';
  repair?: boolean;
  phaseTimeout?: PhaseTimeouts;
}

export const FORCE_UNLOCK: OptionDefinition = {
  flags: '--force-unlock',
  summary: 'on a cluster: take the lock of another command that will not end',
};

export const CLUSTER_OPTIONS: readonly OptionDefinition[] = [
  { flags: '--dry-run', summary: 'on a cluster: show what would change, and change nothing' },
  { flags: '--force-conflicts', summary: 'on a cluster: take over fields that another manager holds' },
  FORCE_UNLOCK,
  {
    flags: '--until <point>',
    summary: 'on a cluster: how far to wait (default: answer)',
    choices: ['workloads', 'answer'],
  },
  {
    flags: '--phase-timeout <phases>',
    summary: `on a cluster: give up on a phase after it, e.g. nodes=10m,name=5m (${TIMED_PHASES.join(', ')})`,
    parse: durationsOf(TIMED_PHASES),
  },
];

/** The options for a target; throws a `UserError` for one that has no cluster. */
export function clusterOptions(target: Target, flags: ClusterFlags): ClusterOptions {
  const { dryRun, forceConflicts, forceUnlock, until, repair, phaseTimeout } = flags;
  const given = Object.entries({
    'dry-run': dryRun,
    'force-conflicts': forceConflicts,
    'force-unlock': forceUnlock,
    until,
    repair,
    'phase-timeout': phaseTimeout,
  });
  const [name] = given.find(([, value]) => value !== undefined) ?? [];
  if (name !== undefined && target.kind === 'local') {
    throw new UserError(`--${name} is for a platform on a cluster; "${target.name}" runs on this machine`, {
      code: 'option_not_for_target',
      hint: 'leave it out, or choose the platform with --name or --target',
    });
  }
  return {
    ...(dryRun && { dryRun }),
    ...(forceConflicts && { forceConflicts }),
    ...(forceUnlock && { forceUnlock }),
    ...(until && { until }),
    ...(repair && { repair }),
    ...(phaseTimeout && { phaseTimeouts: phaseTimeout }),
  };
}
