/** How the kinds of evidence of a finding are shown. */
export const EVIDENCE_LABELS = {
  event: 'event',
  condition: 'condition',
  exit: 'exit',
  log: 'log',
  probe: 'answer',
  field: 'seen',
} as const;

export type EvidenceKind = keyof typeof EVIDENCE_LABELS;
