import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AbortError, NotReadyError, OperationError } from '#cli/errors.ts';
import { readManifests } from '#cli/kubernetes/manifests.ts';
import type { History } from '#cli/targets/kubernetes/history/history.ts';
import { KEPT_REVISIONS, keep, objectsOf } from '#cli/targets/kubernetes/history/history.ts';
import type { Revision } from '#cli/targets/kubernetes/history/revision.ts';
import {
  applicationObjects,
  describeObjects,
  packObjects,
} from '#cli/targets/kubernetes/history/revision.ts';
import { chooseRevision } from '#cli/targets/kubernetes/history/roll-back.ts';
import { isFailedRollout, lastGood } from '#cli/targets/kubernetes/history/roll-back-failed.ts';

const stages = readManifests('manifests');

function revision(number: number, result: Revision['result'], digest = String(number)): Revision {
  const at = '2026-01-01T00:00:00Z';
  return { number, at, by: 'me', version: '1', result, repeats: null, images: {}, settings: {}, digest };
}

function historyOf(...revisions: Revision[]): History {
  return { revisions, objects: new Map(revisions.map(({ number }) => [number, packObjects([])])) };
}

describe('what a rollback restores', () => {
  test('is the services and their settings, never a server, a volume or a secret', () => {
    const names = applicationObjects(stages).map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    assert.deepEqual(names.sort(), [
      'ConfigMap/influscope-settings',
      'Deployment/analytics',
      'Deployment/api',
      'Deployment/indexer',
      'Deployment/scraper',
      'Service/analytics',
      'Service/api-service',
    ]);
  });

  test('is kept with images and settings, and read back unchanged', () => {
    const objects = applicationObjects(stages);
    const { images, settings } = describeObjects(objects);
    assert.match(images.api ?? '', /influscope/);
    assert.equal(settings.LOG_LEVEL, 'info');
    assert.deepEqual(objectsOf({ revisions: [], objects: new Map([[1, packObjects(objects)]]) }, 1), objects);
  });
});

describe('history', () => {
  test('is bounded, and always keeps the last good revision', () => {
    const bad = Array.from({ length: 2 * KEPT_REVISIONS }, (_, index) => revision(index + 2, 'failed'));
    const kept = keep([revision(1, 'ready'), ...bad]);
    assert.equal(kept.length, KEPT_REVISIONS);
    assert.equal(kept[0]?.number, 1);
    assert.equal(kept.at(-1)?.number, 2 * KEPT_REVISIONS + 1);
  });

  test('gives the last good revision before the current one, or the one that is asked for', () => {
    const history = historyOf(
      revision(1, 'ready'),
      revision(2, 'ready'),
      revision(3, 'failed'),
      revision(4, 'ready'),
    );
    assert.equal(chooseRevision(history, null).number, 2);
    assert.equal(chooseRevision(history, 1).number, 1);
    assert.throws(() => chooseRevision(history, 9), { code: 'revision_unknown' });
    assert.throws(() => chooseRevision(historyOf(revision(1, 'ready')), null), { code: 'revision_unknown' });
  });

  test('a failed deploy returns to a good revision with other objects, never to its own', () => {
    const { digest } = describeObjects([]);
    assert.equal(lastGood(historyOf(revision(1, 'ready'), revision(2, 'ready', digest)), [])?.number, 1);
    assert.equal(lastGood(historyOf(revision(1, 'ready', digest)), []), null);
    assert.equal(lastGood(historyOf(revision(1, 'failed')), []), null);
  });
});

test('only a rollout that failed is rolled back, not an interruption or an unreachable cluster', () => {
  assert.equal(isFailedRollout(new OperationError('x', { code: 'rollout_failed' })), true);
  assert.equal(isFailedRollout(new NotReadyError('x', { code: 'not_ready', laggards: [] })), true);
  assert.equal(isFailedRollout(new AbortError('SIGINT')), false);
  assert.equal(isFailedRollout(new OperationError('x', { code: 'cluster_unreachable' })), false);
  assert.equal(isFailedRollout(new Error('x')), false);
});
