import type { Hint } from '#cli/hint.ts';
import type { EvidenceKind } from '#cli/output/text/evidence-labels.ts';
import type { ObjectRef } from '../objects.ts';

export type Subject = Pick<ObjectRef, 'kind' | 'name'>;

/** One fact that proves a finding. */
export interface Evidence {
  kind: EvidenceKind;
  /** One line, secrets masked. */
  text: string;
}

/** One thing that keeps the instance from working. */
export interface Finding {
  /** Code of the rule, e.g. `image_not_found`. */
  code: string;
  object: Subject;
  /** The pod that shows it. */
  pod: string | null;
  /** Completes "Deployment/api: …". */
  cause: string;
  evidence: readonly Evidence[];
  fix: Hint;
  /** Waiting cannot resolve it. */
  terminal: boolean;
  /** Usual for a while during a start: named only when the wait ends. */
  quiet: boolean;
  /** When a finding that is not terminal yet has to be judged again; epoch milliseconds. */
  recheckAt: number | null;
  /** Keys (`Kind/name`) of the objects that cannot work while this lasts, its own first. */
  touches: readonly string[];
  /** Other findings that this one explains. */
  consequences: readonly Finding[];
}
