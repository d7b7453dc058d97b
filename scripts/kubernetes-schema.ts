/**
 * Writes the JSON Schema that manifests are checked against without a cluster, from the OpenAPI documents of the API
 * server that kubectl is pointed at: `node scripts/kubernetes-schema.ts`. Fields that the server does not know are
 * refused.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';

const OUT = 'tests/unit/manifests/kubernetes.schema.json';
const DOCUMENTS: Record<string, readonly string[]> = {
  'api/v1': ['ConfigMap', 'Namespace', 'Secret', 'Service', 'ServiceAccount'],
  'apis/apps/v1': ['Deployment', 'StatefulSet'],
  'apis/autoscaling/v2': ['HorizontalPodAutoscaler'],
  'apis/networking.k8s.io/v1': ['NetworkPolicy'],
  'apis/policy/v1': ['PodDisruptionBudget'],
  'apis/scheduling.k8s.io/v1': ['PriorityClass'],
  'apis/storage.k8s.io/v1': ['StorageClass'],
};

type Json = { [key: string]: unknown };
type Kind = { group: string; version: string; kind: string };

const $defs: Record<string, Json> = {};
const kinds: Record<string, string> = {};
for (const [path, wanted] of Object.entries(DOCUMENTS)) {
  const document = read(`/openapi/v3/${path}`) as { components: { schemas: Record<string, Json> } };
  const { schemas } = document.components;
  for (const [name, schema] of Object.entries(schemas)) {
    for (const { group, version, kind } of (schema['x-kubernetes-group-version-kind'] ?? []) as Kind[]) {
      const apiVersion = group ? `${group}/${version}` : version;
      if (`${group ? 'apis' : 'api'}/${apiVersion}` !== path || !wanted.includes(kind)) continue;
      kinds[`${apiVersion} ${kind}`] = name;
      collect(name, schemas);
    }
  }
}
const { gitVersion } = read('/version') as { gitVersion: string };
const $comment = `Kubernetes ${gitVersion}, OpenAPI v3, Apache-2.0; written by scripts/kubernetes-schema.ts`;
const sorted = (record: Json) =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(OUT, `${JSON.stringify({ $comment, kinds: sorted(kinds), $defs: sorted($defs) })}\n`);

function read(path: string): unknown {
  return JSON.parse(
    execFileSync('kubectl', ['get', '--raw', path], { encoding: 'utf8', maxBuffer: 2 ** 26 }),
  );
}

function collect(name: string, schemas: Record<string, Json>): void {
  if ($defs[name]) return;
  const found: string[] = [];
  $defs[name] = reduce(schemas[name] as Json, found) as Json;
  for (const one of found) collect(one, schemas);
}

/** Without what only people read; `found` takes the names that are referred to. */
function reduce(value: unknown, found: string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => reduce(item, found));
  if (typeof value !== 'object' || value === null) return value;
  const out: Json = {};
  for (const [key, item] of Object.entries(value)) {
    if (key === '$ref') {
      const name = String(item).replace('#/components/schemas/', '');
      found.push(name);
      out.$ref = `#/$defs/${name}`;
    } else if (key === 'properties') {
      out.properties = Object.fromEntries(
        Object.entries(item).map(([name, one]) => [name, reduce(one, found)]),
      );
    } else if (!['description', 'default', 'format', 'nullable'].includes(key) && !key.startsWith('x-')) {
      out[key] = reduce(item, found);
    }
  }
  if (out.properties && out.additionalProperties === undefined) out.additionalProperties = false;
  return out;
}
