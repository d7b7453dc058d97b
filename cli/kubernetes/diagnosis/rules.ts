import type { RuleFamily } from './rule.ts';
import { BALANCER_RULES } from './rules/balancer.ts';
import { CLUSTER } from './rules/cluster.ts';
import { CONFIGURATION } from './rules/configuration.ts';
import { CONTAINERS } from './rules/containers.ts';
import { CREATION } from './rules/creation.ts';
import { CREDENTIALS } from './rules/credentials.ts';
import { DELETION } from './rules/deletion.ts';
import { IMAGES } from './rules/images.ts';
import { NODES } from './rules/nodes.ts';
import { PROBES } from './rules/probes.ts';
import { SCHEDULING } from './rules/scheduling.ts';
import { SERVICES } from './rules/services.ts';
import { VOLUMES } from './rules/volumes.ts';

/**
 * Every cause that the diagnosis knows; docs/troubleshooting.md is generated from it. The order is that of the layers: what comes
 * first explains what comes after.
 */
export const RULE_FAMILIES: readonly RuleFamily[] = [
  CLUSTER,
  DELETION,
  NODES,
  CREDENTIALS,
  CREATION,
  VOLUMES,
  SCHEDULING,
  CONFIGURATION,
  IMAGES,
  CONTAINERS,
  PROBES,
  SERVICES,
  BALANCER_RULES,
];

export const RULES = RULE_FAMILIES.flatMap(({ rules }) => rules);
