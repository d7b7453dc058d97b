import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CREDENTIALS } from '#tests/support/credentials.ts';
import type { Workload } from '#tests/support/manifests.ts';
import { containersOf, MANIFEST_FOLDERS, readManifests, workloadsOf } from '#tests/support/manifests.ts';

for (const folder of MANIFEST_FOLDERS) {
  const manifests = readManifests(folder);
  const workloads = workloadsOf(manifests);
  const of = (kind: string) => manifests.filter((manifest) => manifest.kind === kind);

  test(`${folder}: labels say what an object is, and selectors find the pods`, () => {
    for (const { kind, metadata } of manifests) {
      const labels = metadata.labels ?? {};
      const at = `${kind} ${metadata.name}`;
      assert.equal(labels['app.kubernetes.io/part-of'], 'influscope', at);
      assert.equal(labels['app.kubernetes.io/managed-by'], 'influscope', at);
      assert.ok(labels['app.kubernetes.io/name'], at);
    }
    for (const { spec, metadata } of workloads) {
      const { labels } = spec.template.metadata;
      assert.ok(labels['app.kubernetes.io/version'], metadata.name);
      assert.ok(selects(spec.selector.matchLabels, labels), metadata.name);
      assert.equal(
        spec.selector.matchLabels['app.kubernetes.io/version'],
        undefined,
        'a version would never change',
      );
    }
    for (const { kind, metadata, spec } of [...of('Service'), ...of('PodDisruptionBudget')]) {
      const selector = spec?.selector?.matchLabels ?? (spec?.selector as Record<string, string>);
      const found = workloads.filter((one) => selects(selector, one.spec.template.metadata.labels));
      assert.equal(found.length, 1, `${kind} ${metadata.name}`);
    }
    for (const { metadata, spec } of of('HorizontalPodAutoscaler')) {
      const target = workloads.find((one) => one.metadata.name === spec?.scaleTargetRef?.name);
      assert.equal(target?.spec.replicas, undefined, `${metadata.name}: two would set the number`);
    }
  });

  test(`${folder}: services and probes go to ports that are there`, () => {
    for (const { metadata, spec } of of('Service')) {
      const selector = spec?.selector as Record<string, string>;
      const workload = workloads.find((one) => selects(selector, one.spec.template.metadata.labels));
      for (const { targetPort } of spec?.ports ?? [])
        assert.ok(workload && hasPort(workload, targetPort), metadata.name);
    }
    for (const workload of workloads) {
      for (const container of workload.spec.template.spec.containers) {
        for (const name of ['startupProbe', 'readinessProbe', 'livenessProbe'] as const) {
          const probe = container[name];
          assert.ok(probe, `${container.name} has no ${name}`);
          const port = (probe.httpGet ?? probe.tcpSocket ?? probe.grpc)?.port;
          assert.ok(hasPort(workload, port), `${container.name}: ${name}`);
        }
      }
    }
  });

  test(`${folder}: what a pod mounts or refers to is there`, () => {
    for (const workload of workloads) {
      const { spec } = workload.spec.template;
      const claims = (workload.spec.volumeClaimTemplates ?? []).map(({ metadata }) => metadata.name);
      const volumes = [...claims, ...(spec.volumes ?? []).map(({ name }) => name)];
      for (const { name, volumeMounts } of containersOf(workload)) {
        for (const mount of volumeMounts ?? [])
          assert.ok(volumes.includes(mount.name), `${name}: ${mount.name}`);
      }
      for (const { secret, configMap } of spec.volumes ?? []) {
        if (configMap) assert.ok(of('ConfigMap').some(({ metadata }) => metadata.name === configMap.name));
        for (const { key } of secret?.items ?? []) assert.ok(CREDENTIALS.includes(key), key);
      }
      for (const { envFrom } of containersOf(workload)) {
        for (const { configMapRef, secretRef } of envFrom ?? []) {
          // Made by the operator, or not.
          if (secretRef) assert.equal(secretRef.optional, true, secretRef.name);
          else assert.ok(of('ConfigMap').some(({ metadata }) => metadata.name === configMapRef?.name));
        }
      }
      for (const { spec: claim } of workload.spec.volumeClaimTemplates ?? []) {
        assert.ok(of('StorageClass').some(({ metadata }) => metadata.name === claim.storageClassName));
      }
      if (workload.spec.serviceName) {
        const governing = of('Service').find(({ metadata }) => metadata.name === workload.spec.serviceName);
        assert.equal(governing?.spec?.clusterIP, 'None', 'the governing service is headless');
      }
      assert.ok(of('ServiceAccount').some(({ metadata }) => metadata.name === spec.serviceAccountName));
    }
  });

  test(`${folder}: a file that a variable names is mounted`, () => {
    for (const workload of workloads) {
      const { volumes = [] } = workload.spec.template.spec;
      for (const { name, env, volumeMounts = [] } of containersOf(workload)) {
        for (const { name: variable, value } of env ?? []) {
          if (!variable.endsWith('_FILE') || !value?.startsWith('/run/secrets/')) continue;
          const mount = volumeMounts.find(({ mountPath }) => value.startsWith(`${mountPath}/`));
          const keys =
            volumes.find((one) => one.name === mount?.name)?.secret?.items?.map(({ key }) => key) ?? [];
          assert.ok(keys.includes(value.slice(`${mount?.mountPath}/`.length)), `${name}: ${variable}`);
        }
      }
    }
  });

  test(`${folder}: settings name servers and ports that are there`, () => {
    const settings = of('ConfigMap').find(({ data }) => data?.ADMIN_PORT)?.data ?? {};
    const objects = new URL(settings.OBJECTS_URL ?? '').searchParams.get('endpoint') ?? '';
    const urls = [settings.QUEUE_URL, settings.SEARCH_URL, settings.RECORDS_URL, objects];
    const addresses = urls.map((url) => new URL(url ?? '').host);
    for (const address of [...addresses, (settings.ANALYTICS_ADDR ?? '').replace('dns:///', '')]) {
      const [host, port] = address.split(':');
      const service = of('Service').find(({ metadata }) => metadata.name === host);
      assert.ok(
        service?.spec?.ports?.some((one) => one.port === Number(port)),
        address,
      );
    }
  });

  test(`${folder}: a pod has the time to drain`, () => {
    const settings = of('ConfigMap').find(({ data }) => data?.ADMIN_PORT)?.data ?? {};
    for (const { kind, metadata, spec } of workloads) {
      if (kind !== 'Deployment') continue;
      const { containers, terminationGracePeriodSeconds } = spec.template.spec;
      const sleep = containers[0]?.lifecycle?.preStop?.sleep?.seconds ?? 0;
      const needed = sleep + Number(settings.SHUTDOWN_GRACE_MS) / 1000;
      assert.ok((terminationGracePeriodSeconds ?? 30) > needed, metadata.name);
    }
  });

  test(`${folder}: whom others wait for is never replaced before another one is ready`, () => {
    for (const name of ['api', 'analytics']) {
      const { strategy } = workloads.find((one) => one.metadata.name === name)?.spec ?? {};
      assert.deepEqual(strategy?.rollingUpdate, { maxUnavailable: 0, maxSurge: 1 }, name);
    }
  });
}

function selects(selector: Record<string, string>, labels: Record<string, string>): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}

function hasPort(workload: Workload, port: string | number | undefined): boolean {
  const ports = workload.spec.template.spec.containers.flatMap((container) => container.ports ?? []);
  return ports.some(({ name, containerPort }) => port === name || port === containerPort);
}
