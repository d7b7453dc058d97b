import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import { clusterNow } from '#cli/kubernetes/cluster-now.ts';
import { diagnose, flatten } from '#cli/kubernetes/diagnosis/diagnose.ts';
import type { Finding } from '#cli/kubernetes/diagnosis/finding.ts';
import { keyOfSubject } from '#cli/kubernetes/diagnosis/links.ts';
import { followCluster } from '#cli/kubernetes/diagnosis/observe/follow.ts';
import type { View } from '#cli/kubernetes/watch/view.ts';
import type { Judge, ObjectState } from '#cli/kubernetes/watch/wait.ts';
import { withoutValues } from '#cli/output/text/mask-deep.ts';
import type { Kubernetes } from '../kubernetes.ts';
import { askPods } from './ask-pods.ts';
import { readCredentialsFacts } from './credentials-facts.ts';
import { createNotices } from './notices.ts';
import { readSecretValues, readToken } from './secret-values.ts';

export interface WaitDiagnosis {
  judge: Judge;
  /** What explains that these objects are not ready; roots first. */
  explain(laggards: readonly Pick<ObjectState, 'ref'>[]): Finding[];
}

/** The diagnosis of a wait: ends it for a finding that touches one of its objects and that waiting does not heal. */
export function diagnoseWait(
  kube: Kubernetes,
  client: KubeClient,
  view: View,
  signal: AbortSignal,
): WaitDiagnosis {
  const clock = () => clusterNow(client, kube.clock);
  const follower = followCluster({
    client,
    view,
    namespace: kube.namespace,
    clock,
    signal,
    credentials: (bound) => readCredentialsFacts(kube, client, bound),
    answers: async (snapshot, bound) =>
      askPods(client, snapshot, await readToken(kube, client, bound), bound),
  });
  let secrets: readonly string[] = [];
  void readSecretValues(kube, client, signal).then(
    (values) => {
      secrets = values;
    },
    () => {},
  );
  const explain: WaitDiagnosis['explain'] = (laggards) => {
    const keys = new Set(laggards.map(({ ref }) => keyOfSubject(ref)));
    return withoutValues(diagnose(follower.snapshot()), secrets).filter((finding) => concerns(finding, keys));
  };
  const notices = createNotices(clock);
  return {
    explain,
    judge(laggards, onNews) {
      const dueAt = follower.refresh(onNews);
      const findings = explain(laggards);
      const all = flatten(findings);
      // Report the root cause first. A terminal consequence also ends the wait.
      const ended = findings.find((finding) => flatten([finding]).some(({ terminal }) => terminal));
      const rechecks = all.flatMap(({ recheckAt }) => recheckAt ?? []);
      const { due, dueAt: noticeAt } = notices.see(findings);
      const next = [...rechecks, dueAt, ...(noticeAt === null ? [] : [noticeAt])];
      return {
        finding: ended ?? null,
        notices: due,
        recheckAt: Math.min(...next),
      };
    },
  };
}

const EVERYWHERE = new Set(['Cluster', 'Namespace', 'Secret']);

/** Does the finding say something about one of these objects (`Kind/name`)? */
export function concerns({ object, touches, consequences }: Finding, keys: ReadonlySet<string>): boolean {
  return (
    EVERYWHERE.has(object.kind) ||
    touches.some((key) => keys.has(key)) ||
    consequences.some((one) => concerns(one, keys))
  );
}
