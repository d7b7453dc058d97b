import { Compile } from 'typebox/compile';
import type { ScrapeJob } from '#contract/scrape-job.ts';
import { ScrapeJobSchema } from '#contract/scrape-job.ts';

/** Reads the body of a `scrape-jobs` message; the reason as a text where it is not a job. */
export function createJobDecoder(): (body: string) => ScrapeJob | string {
  const schema = Compile(ScrapeJobSchema);
  return (body) => {
    let job: unknown;
    try {
      job = JSON.parse(body);
    } catch (error) {
      return `The job is not JSON: ${(error as Error).message}`;
    }
    if (schema.Check(job)) return job;
    const [fault] = schema.Errors(job);
    return `The job is not valid: ${fault?.instancePath || '/'} ${fault?.message ?? ''}`.trim();
  };
}
