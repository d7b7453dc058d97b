import type { SettingValues } from '#cli/settings/registry.ts';
import type { LocalPaths } from './paths.ts';

/** What every verb of the local target works with. */
export interface Local {
  name: string;
  settings: SettingValues;
  /** The configured public port; `null` for the default, which another may replace. */
  port: number | null;
  /** `services/main`, absolute. */
  servicesMain: string;
  /** The product's own folder: the launcher, the bundle and `node_modules` are under it. */
  root: string;
  env: Readonly<Record<string, string | undefined>>;
  paths: LocalPaths;
}
