import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analyzeRequestOf } from '#indexer/document/analyze-request.ts';
import type { PresentView } from '#indexer/record/present-view.ts';
import { presentView } from '#indexer/record/present-view.ts';
import { recordOfEvent } from '#indexer/record/record-of-event.ts';
import { InvalidRequestError } from '#ports/errors.ts';
import { createAnalyticsClient } from '#rpc/analytics-client.ts';
import type { AnalyzeRequest } from '#rpc/generated/influscope/analytics/v1/AnalyzeRequest.ts';
import { startAnalytics } from '#tests/support/platform/analytics-service.ts';
import { facts, posts, profileEvent } from '#tests/support/profile-events.ts';

const signal = new AbortController().signal;

describe('a call of the analytics service in the same process', () => {
  it('has the same answers as one over the network', async () => {
    await using analytics = await startAnalytics();
    const local = createAnalyticsClient({ address: '127.0.0.1:1', local: analytics.service.analyzeBatch });
    const requests = [0, 1, 5, 21].flatMap((count, i) => [
      requestOf(`${i}`, { count, text: 'Coffee, paid partnership with a roaster' }),
      requestOf(`${i}-guess`, { count, text: 'Je cuisine des gâteaux pour ma famille', category: null }),
    ]);
    assert.deepEqual(await local.analyze(requests, signal), await analytics.client.analyze(requests, signal));
    await local.close();
  });

  it('names the field of a request that is not valid', async () => {
    await using analytics = await startAnalytics();
    const local = createAnalyticsClient({ address: '127.0.0.1:1', local: analytics.service.analyzeBatch });
    await assert.rejects(
      local.analyze([{ ...requestOf('1', { count: 1, text: '' }), platform: 'nowhere' }], signal),
      (error: unknown) => error instanceof InvalidRequestError && /platform/.test(error.message),
    );
    await local.close();
  });

  it('ends with the reason of the signal', async () => {
    await using analytics = await startAnalytics();
    const local = createAnalyticsClient({ address: '127.0.0.1:1', local: analytics.service.analyzeBatch });
    const leaving = new AbortController();
    const call = local.analyze([requestOf('1', { count: 5, text: 'x' })], leaving.signal);
    leaving.abort(new Error('left'));
    await assert.rejects(call, /left/);
    await local.close();
  });
});

function requestOf(
  id: string,
  { count, text, category = 'food' }: { count: number; text: string; category?: string | null },
): AnalyzeRequest {
  const event = profileEvent({
    native_id: id,
    username: `user_${id}`,
    profile: facts({ username: `user_${id}`, bio: text, category, language: category }),
    posts: posts(count, { text, hashtags: ['Tech', 'ad'] }),
  });
  const record = recordOfEvent(event, `instagram:${id}`);
  return analyzeRequestOf(record, presentView(record) as PresentView);
}
