import type { Rule } from '../rule.ts';
import { oneOf } from '../rule.ts';

const VERIFIED = oneOf('verified', 'verifiziert(?:e[rnms]?)?', 'verificad[oa]s?');

/** "Verified", "not verified". */
export const verified: Rule = {
  name: 'verified',
  field: 'verified',
  forms: () => [
    { pattern: `(?:not|nicht|no|sin) ${VERIFIED}|unverified`, read: () => 'verified:no' },
    { pattern: VERIFIED, read: () => 'verified:yes' },
  ],
};
