/**
 * Writes `manifests/production/` from the three files of `manifests/` and `manifests/patches/production.yaml`:
 * `npm run manifests`.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments, stringify } from 'yaml';
import type { KubernetesObject } from './manifests/patch-objects.ts';
import { patchObjects } from './manifests/patch-objects.ts';

/** The file in which an added object belongs, by its label `app.kubernetes.io/component`. */
const FILES: Record<string, string> = {
  configuration: '00-config.yaml',
  infrastructure: '01-infrastructure.yaml',
  application: '02-apps.yaml',
};
/** As kubectl reads it: in YAML 1.1 `off` is false. */
const YAML = { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false } as const;
const HEADER =
  '# Written by npm run manifests from manifests/ and manifests/patches/production.yaml: change those instead.\n';

/** The production set by file name, as it belongs into `manifests/production/`. */
export function productionManifests(folder = 'manifests'): Record<string, string> {
  const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  const base = names.flatMap((file) => readObjects(`${folder}/${file}`).map((object) => ({ file, object })));
  const patches = readObjects(`${folder}/patches/production.yaml`);
  const objects = base.map(({ object }) => object);
  const { patched, added } = patchObjects(objects, patches);
  const files = patched.map((object, at) => ({ file: base[at]?.file, object }));
  for (const object of added) {
    const component = object.metadata.labels?.['app.kubernetes.io/component'] ?? '';
    const file = FILES[component];
    if (file === undefined)
      throw new Error(`${object.kind} ${object.metadata.name}: in which file does it belong?`);
    files.push({ file, object });
  }
  const text = (name: string) =>
    files
      .filter(({ file }) => file === name)
      .map(({ object }) => stringify(object, YAML))
      .join('---\n');
  return Object.fromEntries(names.map((name) => [name, HEADER + text(name)]));
}

function readObjects(path: string): KubernetesObject[] {
  return parseAllDocuments(readFileSync(path, 'utf8'), YAML).map((document) => {
    if (document.errors[0]) throw new Error(`${path}: ${document.errors[0].message}`);
    return document.toJS() as KubernetesObject;
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync('manifests/production', { recursive: true });
  for (const [name, text] of Object.entries(productionManifests())) {
    writeFileSync(`manifests/production/${name}`, text);
  }
}
