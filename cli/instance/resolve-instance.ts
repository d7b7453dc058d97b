import { join } from 'node:path';
import { UserError } from '#cli/errors.ts';
import type { SettingValues, TargetKind } from '#cli/settings/keys.ts';
import { readRemembered } from './remembered.ts';

/** Where a platform is that nobody knows of: there, or it is a fault. */
export type Fallback = 'local' | 'kubernetes' | 'refuse';

export interface PlatformChoice {
  name: string;
  kind: TargetKind;
  /** Nobody said where: `local` is the fallback of `up`. */
  assumed: boolean;
}

/**
 * Which platform a command means. What is remembered of the name and what is set have to agree; with neither,
 * `otherwise` decides, so that a fresh machine never takes "nothing here" for success.
 */
export function resolvePlatform(
  { name, target, home }: Pick<SettingValues, 'name' | 'target' | 'home'>,
  otherwise: Fallback,
): PlatformChoice {
  const remembered = readRemembered(join(home, 'platforms', name, 'target.json'));
  if (remembered !== null && target !== null && remembered.target !== target) {
    throw new UserError(
      `The platform "${name}" runs on the target "${remembered.target}", not on "${target}"`,
      {
        code: 'target_differs',
        hint: `leave --target out, or choose another --name`,
      },
    );
  }
  const kind = (remembered?.target as TargetKind | undefined) ?? target;
  if (kind !== null) return { name, kind, assumed: false };
  if (otherwise !== 'refuse') return { name, kind: otherwise, assumed: true };
  throw new UserError(`No platform "${name}" is known here`, {
    code: 'platform_unknown',
    hint: 'influscope up starts one on this machine; --target local|eks|kubernetes or --name says which one is meant',
  });
}
