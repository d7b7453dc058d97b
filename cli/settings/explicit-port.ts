import type { Settings } from './settings.ts';

/** The port that somebody asked for; `null` when it is only the usual one, which may be replaced by a free one. */
export function explicitPort({ values, origins }: Settings): number | null {
  return origins.port.kind === 'default' ? null : values.port;
}
