import assert from 'node:assert/strict';
import { test } from 'node:test';
import { containersOf, MANIFEST_FOLDERS, readManifests, workloadsOf } from '#tests/support/manifests.ts';

/** What the Pod Security Standard `restricted` lets into a pod. */
const VOLUMES = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
];

for (const folder of MANIFEST_FOLDERS) {
  const manifests = readManifests(folder);
  const workloads = workloadsOf(manifests);

  test(`${folder}: the namespace enforces the restricted Pod Security Standard`, () => {
    const labels = manifests.find(({ kind }) => kind === 'Namespace')?.metadata.labels ?? {};
    for (const mode of ['enforce', 'audit', 'warn']) {
      assert.equal(labels[`pod-security.kubernetes.io/${mode}`], 'restricted');
    }
  });

  test(`${folder}: every pod keeps to it`, () => {
    for (const workload of workloads) {
      const { spec } = workload.spec.template;
      const at = `${workload.kind} ${workload.metadata.name}`;
      assert.equal(spec.securityContext?.runAsNonRoot, true, at);
      assert.ok((spec.securityContext?.runAsUser ?? 0) > 0, `${at}: a user by number`);
      assert.equal(spec.securityContext?.seccompProfile?.type, 'RuntimeDefault', at);
      assert.deepEqual([spec.hostNetwork, spec.hostPID, spec.hostIPC], [undefined, undefined, undefined], at);
      for (const { name, ...volume } of spec.volumes ?? []) {
        const [type = ''] = Object.keys(volume);
        assert.ok([...VOLUMES, 'secret'].includes(type), `${at}: volume ${name} is a ${type}`);
      }
      for (const { name, securityContext } of containersOf(workload)) {
        assert.deepEqual(
          securityContext,
          { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
          `${at}, container ${name}`,
        );
      }
    }
  });

  test(`${folder}: no pod holds a token of the cluster`, () => {
    for (const { kind, metadata, automountServiceAccountToken } of manifests) {
      if (kind === 'ServiceAccount') assert.equal(automountServiceAccountToken, false, metadata.name);
    }
    for (const { metadata, spec } of workloads) {
      assert.equal(spec.template.spec.automountServiceAccountToken, false, metadata.name);
      assert.equal(spec.template.spec.serviceAccountName, metadata.name);
    }
  });

  test(`${folder}: the API holds credentials that only read, and no other pod needs them to log in`, () => {
    const keysOf = (name: string) => {
      const workload = workloads.find(({ metadata }) => metadata.name === name);
      const items = workload?.spec.template.spec.volumes?.flatMap(({ secret }) => secret?.items ?? []) ?? [];
      return items.map(({ key }) => key).toSorted();
    };
    assert.deepEqual(keysOf('api'), [
      'admin-token',
      'objects-reader-access-key',
      'objects-reader-secret-key',
      'search-reader-password',
      'search-reader-username',
    ]);
    const variables = workloads
      .filter(({ metadata }) => metadata.name === 'api')
      .flatMap((workload) => containersOf(workload).flatMap(({ env = [] }) => env))
      .filter(({ value }) => value?.startsWith('/run/secrets/'))
      .map(({ name }) => name);
    assert.deepEqual(variables.toSorted(), [
      'ADMIN_TOKEN_FILE',
      'OBJECTS_PASSWORD_FILE',
      'OBJECTS_USERNAME_FILE',
      'RECORDS_PASSWORD_FILE',
      'RECORDS_USERNAME_FILE',
      'SEARCH_PASSWORD_FILE',
      'SEARCH_USERNAME_FILE',
    ]);
    // The services that create the two users.
    assert.ok(keysOf('indexer').includes('search-reader-password'));
    assert.ok(keysOf('scraper').includes('objects-reader-secret-key'));
  });

  test(`${folder}: no file holds a credential`, () => {
    assert.deepEqual(
      manifests.filter(({ kind }) => kind === 'Secret'),
      [],
    );
    const secret = /pass(word)?$|token|secret|cookie|access_?key/i;
    for (const container of workloads.flatMap(containersOf)) {
      for (const { name, value } of container.env ?? []) {
        if (secret.test(name.replace(/_FILE$/, '')))
          assert.match(value ?? '', /^\/|^$/, `${container.name}: ${name}`);
      }
    }
    for (const { data = {}, metadata } of manifests.filter(({ kind }) => kind === 'ConfigMap')) {
      for (const [key, value] of Object.entries(data)) {
        assert.doesNotMatch(key, secret, metadata.name);
        assert.doesNotMatch(value, /:\/\/[^/\s]*@|pass\s*=/, `${metadata.name}: ${key}`);
      }
    }
  });

  test(`${folder}: a container asks for the memory that it may use, and for CPU without a limit`, () => {
    for (const container of workloads.flatMap(containersOf)) {
      const { requests, limits } = container.resources ?? {};
      assert.ok(requests?.cpu && requests.memory, container.name);
      assert.deepEqual(limits, { memory: requests.memory }, container.name);
    }
  });
}
