import type { Otherwise } from '#cli/instance/resolve-instance.ts';
import { resolveInstance } from '#cli/instance/resolve-instance.ts';
import type { SettingKey } from '#cli/settings/registry.ts';
import { flagOf } from '#cli/settings/registry.ts';
import type { Settings } from '#cli/settings/settings.ts';
import type { OpenTargetOptions, TargetDefinition } from '#cli/targets/registry.ts';
import { TARGET_KINDS, TARGETS } from '#cli/targets/registry.ts';
import type { Target } from '#cli/targets/target.ts';
import { UserError } from './errors.ts';
import type { Hint } from './hint.ts';

export interface ResolvedTarget {
  target: Target;
  definition: TargetDefinition;
  /** Neither a state file nor a setting named the target; it is the default. */
  assumed: boolean;
  /** The instance was started before, so its target is fixed. */
  exists: boolean;
}

/** Opens the target of the selected instance. Throws a `UserError` when there is none, or when it does not take a flag. */
export async function openTarget(
  options: Omit<OpenTargetOptions, 'name'>,
  otherwise: Otherwise,
): Promise<ResolvedTarget> {
  const { settings } = options;
  const { name, kind, assumed, exists } = resolveInstance(settings.values, TARGET_KINDS, otherwise);
  const definition = TARGETS[kind];
  if (definition === undefined) throw new Error(`"${kind}" passed as a known target`);
  refuseFlags(settings, kind, { definition, exists });
  const createTarget = await definition.load();
  return { target: createTarget({ ...options, name }), definition, assumed, exists };
}

/** A flag that has no effect on this target is an error, not a surprise. */
function refuseFlags(
  { origins }: Settings,
  kind: string,
  { definition, exists }: Pick<ResolvedTarget, 'definition' | 'exists'>,
): void {
  const specific = Object.values(TARGETS).flatMap((one) => one.settings);
  const given = (key: SettingKey) => origins[key].kind === 'flag';
  const wrong = specific.find((key) => given(key) && !definition.settings.includes(key));
  if (wrong === undefined) return;
  const others = TARGET_KINDS.filter((one) => TARGETS[one]?.settings.includes(wrong));
  throw new UserError(
    `${flagOf(wrong)} is an option for the target ${others.join(' and ')}; the target ${kind} runs ${definition.place}`,
    { code: 'option_not_for_target', hint: adviseOtherTarget(others, exists) },
  );
}

/** What to do instead of an option that only `kinds` accept. An instance that exists cannot change its target. */
export function adviseOtherTarget(kinds: readonly string[], exists: boolean): Hint {
  if (!exists) return { text: `omit it, or use --target ${kinds[0]}` };
  const text = `omit it, or use --name to select an instance that runs on ${kinds.join(' or ')}; list all instances`;
  return { text, command: ['ls'] };
}
