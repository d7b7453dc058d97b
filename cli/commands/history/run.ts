import type { Run } from '#cli/command.ts';
import { renderHistory } from '#cli/output/render/render-history.ts';
import { writeRows } from '#cli/output/write-rows.ts';
import { requireAbility } from '../target-options.ts';

const HISTORY_TIMEOUT_MS = 30_000;

export const run: Run<object> = async (_input, context) => {
  const ability = { code: 'no_history', command: ['history'] };
  const history = requireAbility(await context.target(), 'history', ability);
  const revisions = await history.list({ signal: context.deadline(HISTORY_TIMEOUT_MS) });
  writeRows(context.output, { revisions }, revisions, () => renderHistory(revisions, context.output));
  return 0;
};
