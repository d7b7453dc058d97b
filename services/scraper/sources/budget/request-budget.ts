import type { BudgetRule } from './budget-rule.ts';

/** A budget of requests, for a network that sets its limits by the minute or hour. A day begins at midnight UTC. */
export function requestBudget(perDay: number): BudgetRule {
  return { name: 'requests', unit: 'requests', perDay, timeZone: 'UTC', block: 50 };
}
