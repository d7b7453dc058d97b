import { rulesOf } from '#cli/targets/kubernetes/rights.ts';

const BEGIN = '<!-- rights -->';
const END = '<!-- /rights -->';

/** The page with the roles between its two marks, as the table of rights has them. */
export function withRights(page: string): string {
  const roles = (['cluster', 'namespace'] as const).map(describeRole).join('---\n');
  const [head = '', rest = ''] = page.split(BEGIN);
  const tail = rest.slice(rest.indexOf(END));
  return `${head}${BEGIN}\n\n\`\`\`yaml\n${roles}\`\`\`\n\n${tail}`;
}

function describeRole(scope: 'cluster' | 'namespace'): string {
  const list = (words: readonly string[]) =>
    `[${words.map((word) => (/^\w[\w./-]*$/.test(word) ? word : JSON.stringify(word))).join(', ')}]`;
  const rules = rulesOf(scope).map(
    ({ apiGroups, resources, verbs }) =>
      `  - { apiGroups: ${list(apiGroups)}, resources: ${list(resources)}, verbs: ${list(verbs)} }\n`,
  );
  return `apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: influscope-${scope} }\nrules:\n${rules.join('')}`;
}
