import type { Run } from '#cli/command.ts';
import { UserError } from '#cli/errors.ts';
import { renderProfile } from '#cli/output/render/render-profile.ts';
import type { Platform } from '#domain/platform.ts';
import { findProfile } from '../find-profile.ts';

export interface ShowOptions {
  platform?: Platform;
}

const SHOW_TIMEOUT_MS = 10_000;

export const run: Run<ShowOptions> = async ({ args, options }, context) => {
  const term = args.join(' ').trim();
  if (term === '' || term === '@') {
    throw new UserError('The ID is empty', { code: 'empty_id', hint: { command: ['show', '--help'] } });
  }
  const signal = context.deadline(SHOW_TIMEOUT_MS);
  const profile = await findProfile(context, { term, platform: options.platform, command: 'show', signal });
  const { output } = context;
  output.write(
    output.format === 'json' ? JSON.stringify(profile, null, 2) : renderProfile(profile, output.columns),
  );
  return 0;
};
