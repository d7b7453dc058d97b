import assert from 'node:assert/strict';
import { test } from 'node:test';
import { maskSecrets } from '#cli/output/text/mask.ts';
import { maskDeep } from '#cli/output/text/mask-deep.ts';

const SECRETS = [
  ['amqp://indexer:s3cret@rabbitmq:5672', 's3cret'],
  ['password=hunter22', 'hunter22'],
  ['{"password":"a b\\"c"}', 'a b'],
  ['"queue_password": "x9k2"', 'x9k2'],
  ['RABBITMQ_DEFAULT_PASS: rabbit1', 'rabbit1'],
  ['Authorization: Bearer abc.def', 'abc.def'],
  ['authorization: Basic dXNlcjpwYXNz', 'dXNlcjpwYXNz'],
  ['api key = 12345', '12345'],
  ['aws AKIAIOSFODNN7EXAMPLE', 'AKIAIOSFODNN7EXAMPLE'],
  ['jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc', 'eyJzdWIiOiIxIn0'],
  ['-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----', 'MIIE'],
  ['got 7f3a9c1e5b2d8f4a6c0e7f3a9c1e5b2d', '7f3a9c1e5b2d8f4a6c0e7f3a9c1e5b2d'],
] as const;

const EVIDENCE = [
  'Failed to pull image "ghcr.io/anis-hammoudi/influscope:9.9.9": not found',
  'rabbitmq@sha256:e002010fddc214d38f7c8acf058a2fb62350daa10316431cd2cf959f42761e34',
  'pods "api-75564f8c48-brslb" is forbidden: exceeded quota: team-a, requested: pods=1',
  "couldn't find key queue-password in Secret influscope/influscope-credentials",
  'MountVolume.SetUp failed for volume "credentials" : references non-existent secret key: queue-password',
  '/usr/share/elasticsearch/data/nodes/0 is locked',
  'influscope-infrastructure-priority-class was not found',
];

test('what looks like a secret is masked in logs and messages', () => {
  for (const [text, secret] of SECRETS) assert.ok(!maskSecrets(text).includes(secret), maskSecrets(text));
});

test('what proves a finding stays', () => {
  for (const text of EVIDENCE) assert.equal(maskSecrets(text), text);
});

test('known values are masked everywhere', () => {
  const masked = maskDeep({ env: [{ value: 'plain-word' }], note: 'uses plain-word' }, ['plain-word']);
  assert.ok(!JSON.stringify(masked).includes('plain-word'));
});

test('a value is masked where its name says that it is a secret', () => {
  const named = {
    env: [
      { name: 'DB_PASSWORD', value: 'hunter22' },
      { name: 'DBPASSWORD', value: 'hunter22' },
      { name: 'SECRET_ACCESS_KEY', value: 'hunter22' },
    ],
    data: { 'queue-password': 'hunter22', apiKey: 'hunter22', authorization: 'hunter22' },
  };
  assert.ok(!JSON.stringify(maskDeep(named, [])).includes('hunter22'));
});

test('a value stays where its name only says where a secret is', () => {
  const named = {
    env: [
      { name: 'ADMIN_TOKEN_FILE', value: '/run/secrets/influscope/admin-token' },
      { name: 'QUEUE', value: 'profiles', valueFrom: { secretKeyRef: { name: 'x', key: 'queue-password' } } },
    ],
    volumes: [
      { name: 'token', secret: { secretName: 'credentials', items: [{ key: 'token', path: 'token' }] } },
    ],
    tokenExpirationSeconds: 600,
    password: '',
  };
  assert.deepEqual(maskDeep(named, []), named);
});
