import type { Run } from '#cli/command.ts';
import { UserError } from '#cli/errors.ts';
import { renderNotes } from '#cli/output/render/render-notes.ts';
import { renderSimilar } from '#cli/output/render/render-similar.ts';
import { writeRows } from '#cli/output/write-rows.ts';
import { parseQuery } from '#contract/query/parse-query.ts';
import type { SimilarResponse } from '#contract/similar.ts';
import type { Platform } from '#domain/platform.ts';
import { findProfile } from '../find-profile.ts';

export interface SimilarOptions {
  platform?: Platform;
  where?: string;
  limit?: number;
}

const SIMILAR_TIMEOUT_MS = 30_000;

export const run: Run<SimilarOptions> = async ({ args, options }, context) => {
  const term = args.join(' ').trim();
  if (term === '' || term === '@') {
    throw new UserError('The ID is empty', { code: 'empty_id', hint: { command: ['similar', '--help'] } });
  }
  const { output } = context;
  const signal = context.deadline(SIMILAR_TIMEOUT_MS);
  const profile = await findProfile(context, {
    term,
    platform: options.platform,
    command: 'similar',
    signal,
  });
  const query = new URLSearchParams();
  const { where } = options;
  if (where !== undefined) {
    query.set('q', where);
    output.remark(...renderNotes(where, parseQuery(where).notes));
  }
  if (options.limit !== undefined) query.set('limit', String(options.limit));
  const client = await context.client();
  const path = `/profiles/${encodeURIComponent(profile.id)}/similar?${query}`;
  const response: SimilarResponse = await client.json('public', path, 'Similar creators', { signal });
  writeRows(output, response, response.data, () => renderSimilar(response, output));
  return 0;
};
