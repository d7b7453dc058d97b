import type { Hint } from '#cli/hint.ts';
import { fromField } from '../evidence.ts';
import { MAX_SKEW_MS } from '../observe/read-skew.ts';
import type { Rule, RuleFamily, RuleText } from '../rule.ts';
import { AT_ONCE, NEVER } from '../rule.ts';
import type { RequestFault } from '../snapshot.ts';

function faultRule(kind: RequestFault['kind'], rule: RuleText, cause: string, fix: Hint): Rule {
  return {
    ...rule,
    find: ({ snapshot: { fault } }) =>
      fault?.kind !== kind
        ? []
        : [
            {
              object: { kind: 'Cluster', name: 'API server' },
              cause,
              evidence: [fromField(fault.message)],
              fix,
              terminal: kind !== 'unreachable' && fault.passes !== true,
            },
          ],
  };
}

const RULES: Rule[] = [
  faultRule(
    'unreachable',
    {
      code: 'api_unreachable',
      title: 'The API server does not answer',
      evidence: 'No connection to the API server.',
      advice:
        'Check the network and the cluster. Repeat the command when it answers: completed work is kept.',
      ends: 'after 2 minutes without an answer; it reports the outage after 5 s',
    },
    'the API server does not answer',
    { text: 'check the network and the context', shell: [['kubectl', 'cluster-info']] },
  ),
  faultRule(
    'unauthorized',
    {
      code: 'sign_in_expired',
      title: 'The credentials for the cluster are expired or invalid',
      evidence: 'The API server answers with status 401.',
      advice: 'Sign in again, for example with `aws sso login`, and repeat the command.',
      ends: AT_ONCE,
    },
    'the credentials for the cluster are expired or invalid',
    {
      text: 'sign in to the cluster again, then check your identity',
      shell: [['kubectl', 'auth', 'whoami']],
    },
  ),
  faultRule(
    'sign-in',
    {
      code: 'sign_in_failed',
      title: 'The program that signs in to the cluster fails',
      evidence: 'The credential plugin of the kubeconfig ends with an error.',
      advice: 'Run the program that `kubectl config view --minify` shows, and read its output.',
      ends: 'at once if it never worked; after 2 minutes if it worked earlier in the deploy',
    },
    'the credential plugin of the kubeconfig fails',
    { text: 'show which program signs in', shell: [['kubectl', 'config', 'view', '--minify']] },
  ),
  faultRule(
    'certificate',
    {
      code: 'certificate_not_trusted',
      title: 'The certificate of the API server is not trusted',
      evidence: 'TLS fails: the certificate is expired, not valid yet, or signed by another authority.',
      advice:
        'Get a new kubeconfig. If the certificate is "not yet valid", correct the clock of this machine.',
      ends: AT_ONCE,
    },
    'the certificate of the API server is not trusted',
    { text: 'get a new kubeconfig for the cluster' },
  ),
  faultRule(
    'forbidden',
    {
      code: 'not_allowed',
      title: 'You lack a permission',
      evidence: 'The API server answers with status 403.',
      advice: 'Ask for the permissions in docs/kubernetes.md. `influscope doctor` lists the missing ones.',
      ends: AT_ONCE,
    },
    'you lack a permission in the cluster',
    { text: 'list the missing permissions', command: ['doctor'] },
  ),
  {
    code: 'clock_skew',
    title: 'The clocks of this machine and of the cluster differ',
    evidence: "The `Date` of the API server's answers.",
    advice: 'Correct the clock: `sudo timedatectl set-ntp true`. Tokens and certificates depend on it.',
    ends: NEVER,
    find: ({ snapshot: { skewMs } }) => {
      if (skewMs === null || Math.abs(skewMs) < MAX_SKEW_MS) return [];
      const seconds = Math.round(Math.abs(skewMs) / 1_000);
      const words = `${skewMs > 0 ? 'behind' : 'ahead of'} the clock of the cluster`;
      return [
        {
          object: { kind: 'Cluster', name: 'API server' },
          cause: `the clock of this machine is ${seconds} s ${words}`,
          evidence: [fromField(`difference: ${seconds} s`)],
          fix: {
            text: 'correct the clock of this machine',
            shell: [['sudo', 'timedatectl', 'set-ntp', 'true']],
          },
          terminal: false,
        },
      ];
    },
  },
];

export const CLUSTER: RuleFamily = { title: 'Cluster', rules: RULES };
