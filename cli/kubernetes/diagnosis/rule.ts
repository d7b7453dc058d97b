import type { Hint } from '#cli/hint.ts';
import type { Facts } from './facts.ts';
import type { Evidence, Subject } from './finding.ts';

/** What a rule sees of one object. */
export interface Found {
  object: Subject;
  pod?: string | undefined;
  cause: string;
  evidence: readonly Evidence[];
  fix: Hint;
  /** `true`: terminal immediately; a time (epoch milliseconds): terminal from then on; `false`: it may still recover. */
  terminal: boolean | { at: number };
  /** The same field as of a rule, for this finding only. */
  quiet?: boolean;
  /** Objects that cannot work while this lasts, besides those that depend on `object`. */
  affects?: readonly Subject[];
}

/** What the troubleshooting page says about a rule. */
export interface RuleText {
  code: string;
  /** Completes a heading. */
  title: string;
  /** What proves it. */
  evidence: string;
  /** What to do. */
  advice: string;
  /** When a deploy stops waiting because of it. */
  ends: string;
}

/** One cause: how to recognise it, and what the troubleshooting page says about it. */
export interface Rule extends RuleText {
  /** It may be the consequence of a finding about an object that this one depends on. With kinds: only of objects of these kinds. */
  symptom?: true | readonly string[];
  /** Usual for a while during a start: a wait does not name it before it ends. */
  quiet?: true;
  find(facts: Facts): Found[];
}

export interface RuleFamily {
  title: string;
  rules: readonly Rule[];
}

export const AT_ONCE = 'at once';
export const NEVER = 'at the time limit';
