import type { Rule } from '../rule.ts';
import { active } from './active.ts';
import { country } from './country.ts';
import { engagement } from './engagement.ts';
import { followers } from './followers.ts';
import { growth } from './growth.ts';
import { language } from './language.ts';
import { order } from './order.ts';
import { people } from './people.ts';
import { platform } from './platform.ts';
import { posting } from './posting.ts';
import { request } from './request.ts';
import { tier } from './tier.ts';
import { verified } from './verified.ts';

/** Of two rules that match the same words, the first counts. */
export const RULES: readonly Rule[] = [
  followers,
  tier,
  engagement,
  growth,
  posting,
  active,
  verified,
  platform,
  language,
  country,
  order,
  people,
  request,
];
