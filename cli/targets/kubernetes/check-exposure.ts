import type { CheckResult } from '../check.ts';
import { ok, warn } from '../check.ts';
import type { Kubernetes } from './kubernetes.ts';

/** Who can reach the public API, and whether it needs a key. Anyone can, if the load balancer has no list of networks. */
export function checkExposure({ settings }: Kubernetes): CheckResult {
  const { service_type: type, source_ranges: ranges, require_keys: requiresKeys } = settings.values;
  if (type !== null && type !== 'LoadBalancer') return ok('no load balancer');
  const open = ranges.some((range) => range.endsWith('/0'));
  if (ranges.length > 0 && !open) return ok(`the load balancer admits ${ranges.join(', ')}`);
  if (requiresKeys) return ok('the load balancer admits everyone, and the API needs a key');
  return warn('the load balancer admits everyone, and the API needs no key', {
    text: 'require API keys, or set source_ranges; then deploy',
    command: ['config', 'set', 'require_keys', 'true'],
  });
}
