import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findAdded } from '#cli/kubernetes/apply/added-fields.ts';
import { describeConflict } from '#cli/kubernetes/apply/adopt.ts';
import { ABSENT } from '#cli/kubernetes/apply/field-path.ts';

const OPTIONS = { manager: 'influscope', since: Date.parse('2026-03-01T12:00:00Z') };

const wanted = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'api' },
  spec: {
    template: { spec: { containers: [{ name: 'api', image: 'a:1', ports: [{ containerPort: 80 }] }] } },
  },
};

/** The object on the cluster after another manager set these fields of it. */
function present(
  fields: object,
  change: object,
  entry: { manager?: string; time?: string; subresource?: string } = {},
) {
  const [container] = wanted.spec.template.spec.containers;
  const ports = [{ containerPort: 80, protocol: 'TCP' }];
  const containers = [
    { ...container, ports, ...change },
    { name: 'proxy', image: 'p:1' },
  ];
  const metadata = {
    name: 'api',
    managedFields: [
      {
        manager: 'kubectl-edit',
        operation: 'Update',
        time: '2026-03-01T12:05:00Z',
        fieldsV1: { 'f:spec': { 'f:template': { 'f:spec': { 'f:containers': fields } } } },
        ...entry,
      },
    ],
  };
  return { ...wanted, metadata, spec: { replicas: 2, template: { spec: { containers } } } };
}

const found = (object: ReturnType<typeof present>) =>
  findAdded(object, wanted, OPTIONS).map(({ steps, value }) => [steps.at(-1), value]);
const COMMAND = { 'k:{"name":"api"}': { 'f:command': {} } };

test('finds a field that another manager added to the item of a list', () => {
  assert.deepEqual(found(present(COMMAND, { command: ['sleep'] })), [[{ name: 'command' }, ['sleep']]]);
});

test('finds an item that another manager added', () => {
  const fields = { 'k:{"name":"proxy"}': { '.': {}, 'f:name': {}, 'f:image': {} } };
  assert.deepEqual(found(present(fields, {})), [
    [{ item: { name: 'proxy' } }, { name: 'proxy', image: 'p:1' }],
  ]);
});

test('leaves out a field that the applied object has, also in an item whose key the server completed', () => {
  const port = { 'k:{"containerPort":80,"protocol":"TCP"}': { '.': {}, 'f:containerPort': {} } };
  const fields = { 'k:{"name":"api"}': { '.': {}, 'f:image': {}, 'f:ports': { '.': {}, ...port } } };
  assert.deepEqual(found(present(fields, { image: 'theirs:1' })), []);
});

test('leaves out earlier changes, fields that controllers report, and deleted fields', () => {
  const change = { command: ['sleep'] };
  assert.deepEqual(found(present(COMMAND, change, { time: '2026-03-01T11:59:00Z' })), []);
  assert.deepEqual(found(present(COMMAND, change, { subresource: 'status' })), []);
  assert.deepEqual(found(present(COMMAND, change, { manager: 'influscope' })), []);
  assert.deepEqual(found(present(COMMAND, {})), []);
});

test('leaves the number of replicas to autoscalers, and the time of a restart to kubectl', () => {
  const name = 'kubectl.kubernetes.io/restartedAt';
  const fieldsV1 = {
    'f:spec': {
      'f:replicas': {},
      'f:template': { 'f:metadata': { 'f:annotations': { '.': {}, [`f:${name}`]: {} } } },
    },
  };
  const spec = {
    ...wanted.spec,
    replicas: 3,
    template: { ...wanted.spec.template, metadata: { annotations: { [name]: 'x' } } },
  };
  const metadata = {
    name: 'api',
    managedFields: [{ manager: 'kubectl', time: '2026-03-01T12:05:00Z', fieldsV1 }],
  };
  assert.deepEqual(
    findAdded({ ...wanted, metadata, spec } as typeof wanted, wanted, OPTIONS).map(({ value }) => value),
    [],
  );
});

test('conflicts show no secrets', () => {
  const conflict = { object: 'Deployment/api', manager: 'kubectl-edit' };
  const texts = [
    {
      field: '.spec.containers[name="api"].env',
      theirs: [{ name: 'DB_PASSWORD', value: 'hunter2' }],
      ours: ABSENT,
    },
    { field: '.spec.containers[name="api"].env[name="DB_PASSWORD"].value', theirs: 'hunter2', ours: 'x' },
    { field: '.data.CONTACT', theirs: 'https://team:hunter2@example.com/', ours: 'https://example.com/' },
    { field: '.data.password', theirs: 'hunter2', ours: 'x' },
  ].map((one) => describeConflict({ ...conflict, ...one }));
  for (const text of texts) assert.ok(!text.includes('hunter2'), text);
  const replicas = describeConflict({ ...conflict, field: '.spec.replicas', theirs: 2, ours: 1 });
  assert.match(replicas, /2 set by kubectl-edit, 1 in the manifests/);
});
