import type { SettingValues } from '../config/keys.ts';
import { UserError } from '../errors.ts';
import type { Local } from './local/local-target.ts';
import { createLocalTarget } from './local/local-target.ts';
import { resolvePlatform } from './resolve-platform.ts';
import type { Target } from './target.ts';

export interface ResolvedTarget {
  target: Target;
  /** Neither a state file nor a setting said where it runs: `local` is what was fallen back on. */
  assumed: boolean;
}

/** The target of the platform that is meant. Throws a `UserError` for one that is not there. */
export function openTarget(
  options: Pick<Local, 'servicesMain' | 'root' | 'env'> & { settings: SettingValues },
  otherwise: 'local' | 'refuse',
): ResolvedTarget {
  const { name, kind, assumed } = resolvePlatform(options.settings, otherwise);
  if (kind === 'local') return { target: createLocalTarget({ ...options, name }), assumed };
  throw new UserError(`The target "${kind}" is not in this release; "local" is`, {
    code: 'target_not_available',
    hint: '--target local',
  });
}
