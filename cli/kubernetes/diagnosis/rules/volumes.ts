import type { RuleFamily } from '../rule.ts';
import { CLAIM_RULES } from './claims.ts';
import { MOUNT_RULES } from './mounts.ts';

export const VOLUMES: RuleFamily = { title: 'Volumes', rules: [...CLAIM_RULES, ...MOUNT_RULES] };
