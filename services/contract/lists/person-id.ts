import { normalizeHandle } from '#domain/identity.ts';
import { isPlatform } from '#domain/platform.ts';

const ID = /^([a-z]+):(?!\/\/)(\S.{0,500})$/;

/** Whether a text is the id of a person, as the indexer accepts it: `platform:native-id` or `platform:@handle`. */
export function isPersonId(text: string): boolean {
  const [, platform, rest = ''] = ID.exec(text) ?? [];
  return isPlatform(platform) && (!rest.startsWith('@') || normalizeHandle(rest) !== '');
}
