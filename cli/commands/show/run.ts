import type { Run } from '#cli/command.ts';
import { UserError } from '#cli/errors.ts';
import { toError } from '#cli/http/problem.ts';
import { renderProfile } from '#cli/output/render/render-profile.ts';
import type { Profile } from '#domain/profile.ts';
import { readText } from '#lib/read-text.ts';

export interface ShowOptions {
  platform?: string;
}

const SHOW_TIMEOUT_MS = 10_000;

export const run: Run<ShowOptions> = async ({ args, options }, context) => {
  const [id = ''] = args;
  if (id.trim() === '' || id === '@') {
    throw new UserError('The id is empty', { code: 'empty_id', hint: { command: ['show', '@handle'] } });
  }
  const client = await context.client();
  const query = options.platform === undefined ? '' : `?platform=${options.platform}`;
  const path = `/profiles/${encodeURIComponent(id)}${query}`;
  const signal = context.deadline(SHOW_TIMEOUT_MS);
  const answer = await client.answer('public', path, { signal });
  if ((answer.statusCode ?? 0) >= 300) throw await toError(answer, `Profile ${id}`);
  const profile = JSON.parse(await readText(answer)) as Profile;
  const { output } = context;
  output.write(
    output.format === 'json' ? JSON.stringify(profile, null, 2) : renderProfile(profile, output.columns),
  );
  return 0;
};
