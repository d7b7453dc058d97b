import { isPlatform } from '#domain/platform.ts';
import type { SuppressionList } from '#runtime/privacy/suppression-list.ts';

/** Whether a person was forgotten for good, by an id: `platform:native-id` or `platform:@handle`. */
export function isForgotten(id: string, suppressions: SuppressionList): boolean {
  const at = id.indexOf(':');
  const platform = id.slice(0, at);
  const name = id.slice(at + 1);
  if (!isPlatform(platform)) return false;
  const names = name.startsWith('@')
    ? { platform, native_id: null, usernames: [name.slice(1)] }
    : { platform, native_id: name, usernames: [] };
  return suppressions.refusal(names, Number.MAX_SAFE_INTEGER) !== undefined;
}
