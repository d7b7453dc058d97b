import { InfluscopeError } from '../../errors.ts';
import type { Event, EventOf } from '../../output/events.ts';
import { event } from '../../output/events.ts';
import type { Bounds } from '../target.ts';
import { askAwsVersion } from './aws-version.ts';
import type { Eks } from './eks-target.ts';
import { askEksctlVersion } from './eksctl-version.ts';
import { describeControlPlane } from './facts.ts';

type Verdict = Pick<EventOf<'check'>, 'status' | 'message' | 'fix'>;

/** Whether everything is here that `up` needs, then what the cluster itself says, where there is one. */
export async function* runChecks(eks: Eks, request: Bounds): AsyncGenerator<Event> {
  const { signal } = request;
  const ok = (message: string): Verdict => ({ status: 'ok', message, fix: null });
  const checks: [string, () => Promise<Verdict>][] = [
    ['eksctl', async () => ok(await askEksctlVersion(eks.env, signal))],
    ['aws', async () => ok(await askAwsVersion(eks.env, signal))],
    [
      'identity',
      async () => {
        const aws = await eks.aws();
        const { account, arn } = await aws.identity(signal);
        return ok(`${arn}, account ${account}, ${aws.region}`);
      },
    ],
  ];
  for (const [name, check] of checks) {
    signal.throwIfAborted();
    const verdict = await check().catch((error: unknown): Verdict => {
      signal.throwIfAborted();
      if (!(error instanceof InfluscopeError)) throw error;
      return { status: 'fail', message: error.message, fix: error.hint ?? null };
    });
    yield event({ type: 'check', name, ...verdict });
    if (name === 'identity' && verdict.status === 'fail') return;
  }
  const cluster = await describeControlPlane(await eks.aws(), eks.name, signal);
  if (cluster?.status === 'ACTIVE') yield* (await eks.kubernetes(signal)).checks(request);
}
