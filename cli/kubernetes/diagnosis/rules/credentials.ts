import { conditionOf } from '#cli/kubernetes/objects.ts';
import { fromAnswer, fromField, fromLog } from '../evidence.ts';
import type { Facts } from '../facts.ts';
import { isReady, timeOf } from '../facts.ts';
import type { Subject } from '../finding.ts';
import { dependenciesOf, keyOfSubject } from '../links.ts';
import type { Rule, RuleFamily } from '../rule.ts';
import { AT_ONCE } from '../rule.ts';

const REFUSED =
  /ACCESS[-_]REFUSED|authentication failed|login was refused|unable to authenticate|missing authentication credentials|security_exception|InvalidAccessKeyId|SignatureDoesNotMatch|invalid credentials|(refuse[sd]?|reject(s|ed)?|den(y|ies|ied)) (the|its|our) (user|credentials?|password|key|login)|(object store|server) denied|does not accept the (user|credentials|password|key)|wrong (user|password|credentials)|credentials .*(rejected|refused|invalid)|\b401\b/i;
/** A server that has just started may not know its users yet. */
const SETTLED_MS = 15_000;

/** What a program that is not ready says of credentials. */
function complaints(facts: Facts) {
  return facts.pods.flatMap((pod) => {
    if (isReady(pod)) return [];
    const { name } = pod.metadata;
    const owner = facts.ownerOf(pod);
    return facts.containers(pod).flatMap(({ spec, init }) => {
      if (init) return [];
      const log = facts.snapshot.logs.filter((tail) => tail.pod === name && tail.container === spec.name);
      const lines = log.flatMap((tail) => tail.lines).filter((line) => REFUSED.test(line));
      const answer = facts.answer(name);
      // A refused request does not describe the program.
      const answered = answer !== undefined && answer.status === 503 && REFUSED.test(answer.text);
      return lines.length > 0 || answered ? [{ pod, owner, container: spec.name }] : [];
    });
  });
}

/**
 * When everything became ready that the program may wait for: the servers that it uses, and the other services, one of which
 * may create its user; `null` while one of them is not ready. Services that complain of the same do not count.
 */
function othersReadySince(facts: Facts, owner: Subject, complaining: ReadonlySet<string>): number | null {
  const servers = dependenciesOf(facts, owner).filter(({ kind }) => kind === 'StatefulSet');
  const services = facts
    .of('Deployment')
    .map(({ kind, metadata }) => ({ kind, name: metadata.name }))
    .filter((one) => !complaining.has(keyOfSubject(one)));
  let latest = 0;
  for (const one of [...servers, ...services]) {
    const pods = facts.podsOf(one);
    if (pods.length === 0) return null;
    for (const pod of pods) {
      const ready = conditionOf(pod.status?.conditions, 'Ready');
      if (ready?.status !== 'True') return null;
      latest = Math.max(latest, timeOf(ready.lastTransitionTime) ?? 0);
    }
  }
  return latest;
}

const RULES: Rule[] = [
  {
    code: 'credentials_lost',
    title: 'The credentials are lost',
    evidence: 'The Secret is missing or incomplete, and volumes with data of the servers exist.',
    advice:
      '`influscope secrets restore` writes the saved copy back. Without a copy: `influscope secrets reset`.',
    ends: AT_ONCE,
    find: ({ snapshot: { credentials } }) =>
      credentials?.state !== 'lost'
        ? []
        : [
            {
              object: { kind: 'Secret', name: credentials.secret },
              cause: `it is missing or incomplete (${credentials.keys.join(', ')}), and the servers have data that needs it`,
              evidence: [fromField(`missing keys: ${credentials.keys.join(', ')}`)],
              fix: { text: 'write the saved credentials back', command: ['secrets', 'restore'] },
              terminal: true,
            },
          ],
  },
  {
    code: 'credentials_changed',
    title: 'The Secret no longer matches the data of the servers',
    evidence: 'The digests of the Secret differ from those of the last deploy.',
    advice:
      '`influscope secrets restore` writes the saved copy back. `influscope secrets reset` makes the servers accept the new Secret.',
    ends: AT_ONCE,
    find: ({ snapshot: { credentials } }) =>
      credentials?.state !== 'changed'
        ? []
        : [
            {
              object: { kind: 'Secret', name: credentials.secret },
              cause: `it was changed (${credentials.keys.join(', ')}), and the servers still have the earlier credentials`,
              evidence: [fromField(`changed keys: ${credentials.keys.join(', ')}`)],
              fix: { text: 'write the saved credentials back', command: ['secrets', 'restore'] },
              terminal: true,
            },
          ],
  },
  {
    code: 'credentials_refused',
    title: 'A server refuses the credentials of the Secret',
    evidence:
      'The log or the readiness answer of a service says that a server refused its user, while that server is ready.',
    advice:
      'The password was changed in the server. `influscope secrets reset` sets it to the password in the Secret.',
    ends: '15 s after the servers and the other services became ready',
    quiet: true,
    find: (facts) => {
      const all = complaints(facts);
      const complaining = new Set(all.map(({ owner }) => keyOfSubject(owner)));
      return all.map(({ pod, owner, container }) => {
        const since = othersReadySince(facts, owner, complaining);
        const name = pod.metadata.name;
        return {
          object: owner,
          pod: name,
          cause: `a server refuses the credentials that ${container} has from its Secret`,
          evidence: [
            ...fromLog(facts, name, container).filter(({ text }) => REFUSED.test(text)),
            ...fromAnswer(facts, name),
          ],
          fix: {
            text: 'set the passwords of the servers to those of the Secret',
            command: ['secrets', 'reset'],
          },
          terminal:
            since === null ? false : { at: Math.max(since, timeOf(pod.status?.startTime) ?? 0) + SETTLED_MS },
        };
      });
    },
  },
];

export const CREDENTIALS: RuleFamily = { title: 'Credentials', rules: RULES };
