import { RULE_FAMILIES } from '#cli/kubernetes/diagnosis/rules.ts';

const HEAD = `# Troubleshooting

This page is generated from the rules that \`up\`, \`deploy\` and \`explain\` use: \`npm run troubleshooting\`.

\`influscope explain\` finds what is wrong with a running instance now: the object, the cause, the evidence and one fix. The root cause
comes first, with its consequences below it. \`influscope explain deployment/api\` checks one object, and \`--bundle FILE\` writes a
support bundle without secrets.

\`up\` and \`deploy\` apply the same rules while they wait. Each rule says when they stop waiting. They report a cause that may be
temporary as a warning, and continue. The code of a rule is the field \`code\` of the event \`finding\` and of such a warning, and
the \`error\` event lists the codes in \`findings\`.

Some problems resolve by themselves: a service that restarts while its server starts, a slow volume or image, a node that
joins, an API server that is briefly unavailable. A deploy waits for these.
`;

/** The whole page. */
export function renderTroubleshooting(): string {
  const families = RULE_FAMILIES.map(
    ({ title, rules }) =>
      `## ${title}\n\n${rules
        .map(
          ({ title: heading, code, evidence, advice, ends }) =>
            `### ${heading}\n\nCode: \`${code}\`\n\n- **Evidence:** ${evidence}\n- **Fix:** ${advice}\n- **A deploy stops:** ${ends}.`,
        )
        .join('\n\n')}`,
  );
  return `${HEAD}\n${families.join('\n\n')}\n`;
}
