import type { Rule } from '../rule.ts';
import { oneOf } from '../rule.ts';

/** What people say around a question: "find me", "I'm looking for", "who post about", "zeig mir", "busco". */
export const request: Rule = {
  name: 'request',
  field: null,
  forms: () => [
    {
      pattern: oneOf(
        '(?:please )?(?:find|show|give|list|get|search)(?: (?:me|us|for|all))*',
        "(?:i[’']?a?m |we[’']?a?re |i am |we are )?(?:looking|searching) for",
        '(?:i|we) (?:want|need|search)',
        '(?:suche|finde|zeige?)(?: (?:mir|nach|alle))*',
        '(?:busco|buscar|encuentra|muestrame)(?: todos)?',
        '(?:posts?|posting|talks?|talking|writes?|writing) about',
        'please|bitte|por favor',
      ),
      read: () => null,
    },
  ],
};
