import type { Run } from '#cli/command.ts';
import type { Hint } from '#cli/hint.ts';
import { note } from '#cli/output/events/events.ts';
import { explicitPort } from '#cli/settings/explicit-port.ts';
import { DEFAULT_TARGET } from '#cli/targets/registry.ts';
import { createConsent } from '../consent.ts';
import { describeFirstProfiles, isEmpty } from '../first-profiles.ts';
import { importDemo } from '../import/import-demo.ts';
import { chooseOptions } from '../target-options.ts';
import { chosenTopics, discoverTopics, offerTopics } from './first-discoveries.ts';

export interface UpOptions {
  demo?: boolean;
  port?: number;
  yes?: boolean;
  dryRun?: boolean;
  discover?: string[] | false;
}

const DEMO_PROFILES = 1_000;
const FIRST_PROFILES: Hint = { text: 'import generated profiles', command: ['up', '--demo'] };

export const run: Run<UpOptions> = async ({ options }, context) => {
  const { settings, output } = context;
  const resolved = await context.target({ target: DEFAULT_TARGET });
  const { target, assumed } = resolved;
  const sink = await output.events();
  const request = {
    port: explicitPort(settings),
    until: 'ready',
    flags: chooseOptions(resolved, { ...options }),
    consent: createConsent(options.yes, context),
    signal: context.deadline(target.patience.upMs),
  } as const;
  let url: string | null = null;
  for await (const event of target.up(request)) {
    if (event.type === 'ready') url = event.url;
    if (event.type === 'ready' && options.demo) {
      const result = await importDemo({ count: DEMO_PROFILES, seed: undefined }, context, sink);
      if (result.accepted === 0) return 1;
    }
    if (event.type !== 'ready') {
      sink.emit(event);
      continue;
    }
    const topics =
      options.demo || options.dryRun ? [] : chosenTopics(options.discover, settings.values.discover);
    if (topics !== null) await discoverTopics(topics, context, sink);
    sink.emit(event);
    if (topics === null) await discoverTopics(await offerTopics(context, sink), context, sink);
  }
  if (url !== null && output.format === 'text' && !options.dryRun)
    output.remark('', `Open ${url} in a browser to search.`);
  if (url !== null && !options.dryRun && !options.demo && (await isEmpty(context))) {
    if (output.format === 'text') output.remark('', ...describeFirstProfiles(output.words));
    else sink.emit(note('no_profiles', 'This instance has no profiles yet', FIRST_PROFILES));
  } else if (output.format === 'text' && !options.dryRun) {
    const next = [['search', 'tech'], ['status'], ['down']];
    output.remark('', 'Try:', ...next.map((command) => `  ${output.words.command(command)}`));
  }
  if (assumed) {
    sink.emit(
      note('target_assumed', 'This instance runs on your machine.', {
        text: 'use a cluster instead',
        // Under another name: the instance of this name is local.
        command: ['up', '--target', 'kubernetes', '--name', 'cluster'],
      }),
    );
  }
  return 0;
};
