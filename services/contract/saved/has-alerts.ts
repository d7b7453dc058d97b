import type { AlertRules } from './saved-search.ts';

/** Whether a saved search raises alerts. Without schemas, so that a client can import it alone. */
export function hasAlerts({ new_matches, growth_over, engagement_falls_over }: AlertRules): boolean {
  return new_matches || growth_over !== null || engagement_falls_over !== null;
}
