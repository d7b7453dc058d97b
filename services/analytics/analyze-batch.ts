import { status } from '@grpc/grpc-js';
import { ownTurn } from '#lib/async/own-turn.ts';
import type { AnalyzeRequest__Output } from '#rpc/generated/influscope/analytics/v1/AnalyzeRequest.ts';
import type { AnalyzeResponse } from '#rpc/generated/influscope/analytics/v1/AnalyzeResponse.ts';
import type { AnalyzeBatchCall, AnalyzeBatchHandler } from '#rpc/local-call.ts';
import type { Logger } from '#runtime/telemetry/logger.ts';
import type { Tracer } from '#runtime/telemetry/tracing/tracer.ts';
import { decodeProfile, decodeTexts, InvalidArgumentError, profilesOf } from './decode-request.ts';
import { encodeAnalysis } from './encode-response.ts';
import { analyze } from './engagement/analyze.ts';
import type { AnalyticsMetrics } from './metrics.ts';
import type { TextAnalysis } from './text/analyze-texts.ts';
import type { TextAnalyzer } from './text/text-analyzer.ts';
import type { CallTrace } from './trace-call.ts';
import { traceCall } from './trace-call.ts';

/** Profiles for each turn of the event loop: less than a millisecond of work. */
const SLICE = 50;

export interface AnalyzeBatchDeps {
  logger: Logger;
  metrics: AnalyticsMetrics;
  tracer: Tracer;
  texts: TextAnalyzer;
}

/** Handles `AnalyzeBatch`. A call that is cancelled or past its deadline stops at the next slice. */
export function createAnalyzeBatch({
  logger,
  metrics,
  tracer,
  texts,
}: AnalyzeBatchDeps): AnalyzeBatchHandler {
  const run = async (call: AnalyzeBatchCall, trace: CallTrace): Promise<AnalyzeResponse[] | undefined> => {
    const profiles = profilesOf(call.request);
    const analyses = await analyzeAllTexts(profiles, texts);
    const answers: AnalyzeResponse[] = [];
    for (const [i, profile] of profiles.entries()) {
      if (i % SLICE === 0) await ownTurn();
      if (call.cancelled) return undefined;
      const analysis = trace.profile(i, () => analyze(decodeProfile(profile, `profiles[${i}]`)));
      metrics.profiles.inc({ outcome: analysis.engagement.reason ?? 'rated' });
      answers.push(encodeAnalysis(analysis, analyses.get(i)));
    }
    return answers;
  };

  return async (call, answer) => {
    const done = metrics.duration.startTimer();
    const trace = traceCall(tracer, call);
    const finish = (code: status) => {
      done();
      metrics.calls.inc({ code: status[code] });
      trace.end(code);
    };
    try {
      const profiles = await run(call, trace);
      finish(profiles ? status.OK : status.CANCELLED);
      if (profiles) answer(null, { profiles });
      else answer({ code: status.CANCELLED, details: 'The caller cancelled the call' });
    } catch (err) {
      if (err instanceof InvalidArgumentError) {
        finish(status.INVALID_ARGUMENT);
        answer({ code: status.INVALID_ARGUMENT, details: err.message });
      } else {
        logger.error({ err }, 'analysis failed');
        finish(status.INTERNAL);
        answer({ code: status.INTERNAL, details: 'The analysis failed; the log of the service says why' });
      }
    }
  };
}

/** By the index of the profile; without those whose texts are not needed. */
async function analyzeAllTexts(
  profiles: readonly AnalyzeRequest__Output[],
  texts: TextAnalyzer,
): Promise<ReadonlyMap<number, TextAnalysis>> {
  const asked = profiles.flatMap((profile, index) => {
    const input = decodeTexts(profile);
    return input === null ? [] : [{ index, input }];
  });
  const analyses = await texts.analyze(asked.map(({ input }) => input));
  return new Map(asked.map(({ index }, i) => [index, analyses[i] as TextAnalysis]));
}
