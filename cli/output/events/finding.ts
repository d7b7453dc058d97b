import type { EvidenceKind } from '../text/evidence-labels.ts';
import { EVIDENCE_LABELS } from '../text/evidence-labels.ts';
import { foldHint } from '../text/fold-hint.ts';
import { foldText } from '../text/fold-line.ts';
import { defineEvent } from './define/definition.ts';
import { markdownTable } from './define/markdown.ts';
import { array, boolean, eventSchema, hint, nullable, object, oneOf, string } from './define/schema.ts';

/** One thing that keeps the instance from working, with what follows from it. */
export const finding = defineEvent({
  schema: eventSchema('finding', {
    code: string(),
    kind: string(),
    name: string(),
    pod: nullable(string()),
    cause: string(),
    evidence: array(object({ kind: oneOf(Object.keys(EVIDENCE_LABELS) as EvidenceKind[]), text: string() })),
    fix: hint(),
    /** Waiting cannot resolve it. */
    terminal: boolean(),
    consequences: array(object({ code: string(), kind: string(), name: string(), cause: string() })),
  }),
  stream: 'stdout',
  text: ({ kind, name, pod, cause, evidence, fix, consequences }, { style, ...room }) => {
    const lines = [
      `${style.red('✖')} ${kind}/${name}: ${cause}`,
      ...(pod === null || pod === name ? [] : [`  pod: ${pod}`]),
      ...evidence.map((one) => `  ${EVIDENCE_LABELS[one.kind]}: ${one.text}`),
      ...consequences.map((one) => style.dim(`  therefore ${one.kind}/${one.name}: ${one.cause}`)),
    ];
    return [...lines.flatMap((line) => foldText(line, room.width, '    ')), ...foldHint('  fix:', fix, room)];
  },
  markdown: (findings, { words }) =>
    markdownTable(
      ['object', 'cause', 'fix'],
      findings.map(({ kind, name, cause, fix }) => [`${kind}/${name}`, cause, words.hint(fix)]),
    ),
  annotation: ({ code, kind, name, cause, fix }) => ({
    level: 'error',
    title: code,
    message: `${kind}/${name}: ${cause}`,
    hint: fix,
    replacesText: false,
  }),
});
