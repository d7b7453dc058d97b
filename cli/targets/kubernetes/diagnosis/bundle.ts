import { describeFinding } from '#cli/kubernetes/diagnosis/describe-finding.ts';
import { diagnose } from '#cli/kubernetes/diagnosis/diagnose.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';
import { maskSecrets } from '#cli/output/text/mask.ts';
import { maskDeep, withoutValues } from '#cli/output/text/mask-deep.ts';
import type { Bounds, BundleFile } from '#cli/targets/target.ts';
import { readHistory } from '../history/history.ts';
import type { Kubernetes } from '../kubernetes.ts';
import { readLogs } from '../logs/logs.ts';
import { takeSnapshot } from './take-snapshot.ts';

const LOG_LINES = 500;
const MAX_LINE = 4_000;
const SERVICES = ['api', 'analytics', 'indexer', 'scraper'];

/**
 * Diagnosis, objects, events, logs and history of an instance. Secrets are listed by name, never with data; secret values and
 * what looks like one are masked everywhere.
 */
export async function* collectBundle(kube: Kubernetes, { signal }: Bounds): AsyncGenerator<BundleFile> {
  const { snapshot, client, secrets } = await takeSnapshot(kube, signal);
  const json = (value: unknown) => `${JSON.stringify(maskDeep(value, secrets), null, 2)}\n`;
  const findings = withoutValues(diagnose(snapshot), secrets);
  yield {
    path: 'diagnosis.txt',
    text: `${findings.map(describeFinding).join('\n\n') || 'Nothing is wrong.'}\n`,
  };
  yield { path: 'diagnosis.json', text: json(findings) };
  const { server = null, context = null } = client?.identity ?? {};
  yield {
    path: 'cluster.json',
    text: json({
      context,
      server,
      namespace: kube.namespace,
      fault: snapshot.fault,
      skew_ms: snapshot.skewMs,
      address: snapshot.address,
      credentials: snapshot.credentials,
    }),
  };
  for (const [kind, objects] of Map.groupBy(snapshot.objects.map(trim), ({ kind }) => kind))
    yield { path: `objects/${kind}.json`, text: json(objects) };
  yield { path: 'events.json', text: json(snapshot.events.map(trim)) };
  for (const { pod, container, previous, lines } of snapshot.logs.filter(({ lines }) => lines.length > 0))
    yield { path: `logs/${pod}.${container}${previous ? '.previous' : ''}.log`, text: toLog(lines, secrets) };
  if (client === null) return;
  const { revisions } = await readHistory(client, kube.namespace, signal).catch(() => ({ revisions: [] }));
  yield { path: 'history.json', text: json(revisions) };
  for (const service of SERVICES) {
    const lines: string[] = [];
    const request = { service, lines: LOG_LINES, since: null, follow: false, signal };
    try {
      for await (const { text } of readLogs(kube, request)) lines.push(text);
    } catch {
      signal.throwIfAborted();
    }
    if (lines.length > 0) yield { path: `logs/${service}.log`, text: toLog(lines, secrets) };
  }
}

const toLog = (lines: readonly string[], secrets: readonly string[]) =>
  `${lines
    .slice(-LOG_LINES)
    .map((line) => maskSecrets(line.slice(0, MAX_LINE), secrets))
    .join('\n')}\n`;

/** Without bookkeeping of the API server, and without the content of a Secret, however it got here. */
function trim<T extends KubeObject>(object: T): T {
  const { managedFields: _managed, annotations, ...metadata } = object.metadata;
  const { 'kubectl.kubernetes.io/last-applied-configuration': _last, ...kept } = annotations ?? {};
  const { data, stringData: _string, binaryData: _binary, ...rest } = object as T & Record<string, unknown>;
  const content = object.kind === 'Secret' || data === undefined ? {} : { data };
  return { ...rest, ...content, metadata: { ...metadata, annotations: kept } } as unknown as T;
}
