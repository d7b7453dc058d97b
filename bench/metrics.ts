/**
 * CPU of analytics on one core: profiles a second with 30 posts each, without and with topics and language.
 * `node bench/metrics.ts [PROFILES]`. CPU time of the process counts, so other work on the machine does not.
 */

import { decodeProfile, decodeTexts } from '#analytics/decode-request.ts';
import { encodeAnalysis } from '#analytics/encode-response.ts';
import { analyze } from '#analytics/engagement/analyze.ts';
import type { TextsInput } from '#analytics/text/analyze-texts.ts';
import { analyzeTexts } from '#analytics/text/analyze-texts.ts';
import { loadAnalyticsProto } from '#rpc/analytics-proto.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';

const PROFILES = Number(process.argv[2] ?? 10_000);
const POSTS = 30;
const BATCH = 50;
const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 5, 1);
const WORDS =
  'recipes for bread and coffee in the morning with friends we walk along the river and talk about music books ' +
  'viajes por el mundo con amigos buena comida und heute backen wir ein neues brot mit wenig zeit';

const { requestSerialize, requestDeserialize, responseSerialize } =
  loadAnalyticsProto().Analytics.service.AnalyzeBatch;
const batches = Array.from({ length: Math.ceil(PROFILES / BATCH) }, (_, b) => makeBatch(b));

await measure('warm-up', false);
report('metrics, 30 posts', await measure('metrics', false), 5_000);
report('metrics, topics and language, 30 posts', await measure('texts', true), 1_000);

/** Profiles a second of CPU time: bytes of the request to bytes of the answer. */
async function measure(_name: string, withTexts: boolean): Promise<number> {
  const before = process.cpuUsage();
  let done = 0;
  for (const bytes of batches) {
    const { profiles } = requestDeserialize(bytes);
    const inputs = withTexts
      ? profiles.map(decodeTexts).filter((input): input is TextsInput => input !== null)
      : [];
    const texts = inputs.length === 0 ? [] : await analyzeTexts(inputs);
    const answers = profiles.map((profile, i) =>
      encodeAnalysis(analyze(decodeProfile(profile, `profiles[${i}]`)), texts[i]),
    );
    responseSerialize({ profiles: answers } as never);
    done += answers.length;
  }
  const { user, system } = process.cpuUsage(before);
  return done / ((user + system) / 1e6);
}

function report(name: string, rate: number, wanted: number): void {
  const verdict = rate >= wanted ? 'ok' : 'TOO SLOW';
  process.stdout.write(`${name}: ${Math.round(rate)} profiles/s of CPU (at least ${wanted}: ${verdict})\n`);
  if (rate < wanted) process.exitCode = 1;
}

function makeBatch(seed: number): Buffer {
  const random = seededRandom(seed);
  const upTo = (max: number) => Math.floor(random() * max);
  const words = WORDS.split(' ');
  const text = (count: number) => Array.from({ length: count }, () => words[upTo(words.length)]).join(' ');
  const list = <T>(make: (n: number) => T) => Array.from({ length: POSTS }, (_, n) => make(n));
  const profiles = Array.from({ length: BATCH }, (_, n) => ({
    id: `instagram:${seed * BATCH + n}`,
    platform: 'instagram',
    followers: 1_000 + upTo(1e6),
    fetched_at_ms: NOW,
    posts: {
      published_at_ms: list((i) => NOW - i * DAY_MS),
      likes: list(() => upTo(5_000)),
      comments: list(() => upTo(200)),
      shares: list(() => upTo(50)),
      views: list(() => Number.NaN),
      hashtag_counts: list(() => 3),
      hashtags: Array.from({ length: 3 * POSTS }, () => `tag${upTo(20)}`),
      texts: list(() => text(20)),
    },
    history: { at_ms: [NOW, NOW - 30 * DAY_MS], followers: [1_000, 900] },
    account: { following: 200, posts_count: 300, has_bio: true, has_location: true },
    texts: { display_name: 'Ada', bio: text(15), guess_language: true, guess_category: true },
  }));
  return requestSerialize({ profiles } as never);
}
