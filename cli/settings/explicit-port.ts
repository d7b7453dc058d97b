import type { Settings } from './settings.ts';

/** The configured port; `null` for the default, which a free port may replace. */
export function explicitPort({ values, origins }: Settings): number | null {
  return origins.port.kind === 'default' ? null : values.port;
}
