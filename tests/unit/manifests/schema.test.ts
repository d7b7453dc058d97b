import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Compile } from 'typebox/schema';
import { parseAllDocuments } from 'yaml';
import { MANIFEST_FOLDERS, readManifests, workloadsOf } from '#tests/support/manifests.ts';

const { kinds, $defs } = JSON.parse(
  readFileSync(new URL('./kubernetes.schema.json', import.meta.url), 'utf8'),
) as { kinds: Record<string, string>; $defs: Record<string, object> };

for (const folder of MANIFEST_FOLDERS) {
  test(`${folder}: every object is one that the API server knows, field by field`, () => {
    for (const { file, ...object } of readManifests(folder)) {
      const name = kinds[`${object.apiVersion} ${object.kind}`];
      assert.ok(name, `${file}: ${object.apiVersion} ${object.kind} is not in the schema`);
      const validator = Compile({ $defs, $ref: `#/$defs/${name}` });
      const [, errors] = validator.Errors(object);
      assert.deepEqual(errors, [], `${file}: ${object.kind} ${object.metadata.name}`);
    }
  });

  test(`${folder}: a field that is misspelt would be noticed`, () => {
    const deployment = workloadsOf(readManifests(folder)).find(({ kind }) => kind === 'Deployment');
    assert.ok(deployment);
    const { file: _, ...object } = deployment;
    Object.assign(object.spec.template.spec.containers[0] ?? {}, { readinessprobe: {} });
    const validator = Compile({ $defs, $ref: `#/$defs/${kinds['apps/v1 Deployment']}` });
    assert.equal(validator.Check(object), false);
  });

  test(`${folder}: reads the same by the rules of YAML 1.1, which kubectl follows, and 1.2`, () => {
    for (const file of new Set(readManifests(folder).map((manifest) => manifest.file))) {
      const text = readFileSync(`${folder}/${file}`, 'utf8');
      const [old, current] = (['1.1', '1.2'] as const).map((version) =>
        parseAllDocuments(text, { version }).map((document) => document.toJS()),
      );
      assert.deepEqual(old, current);
    }
  });

  test(`${folder}: names every object once`, () => {
    const ids = readManifests(folder).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    assert.deepEqual(ids.toSorted(), [...new Set(ids)].toSorted());
  });
}
