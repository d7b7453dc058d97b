import { UserError } from '#cli/errors.ts';
import type { Event } from '#cli/output/events/events.ts';
import { event, note } from '#cli/output/events/events.ts';
import { maskSecrets } from '#cli/output/text/mask.ts';
import type { ExplainRequest } from '../target.ts';
import { runChecks } from './checks.ts';
import type { Local } from './local.ts';
import { readLogs } from './logs.ts';

/** The first explains those after it: without room or its stores no service runs. */
const ORDER = [
  'state folder',
  'disk',
  'stores',
  'admin token',
  'services',
  'node',
  'instance',
  'port',
  'launcher',
];
/** They are the reason when one is wrong; the rest follows from them while the instance does not run. */
const ROOTS = new Set(['state folder', 'disk', 'stores', 'admin token', 'services', 'node']);
const LOG_LINES = 5;

type Check = Extract<Event, { type: 'check' }>;

/** One `finding` event for what is wrong with the instance on this machine. */
export async function* explain(local: Local, { object, signal }: ExplainRequest): AsyncGenerator<Event> {
  if (object !== null)
    throw new UserError('An instance on this machine has no objects to explain', {
      code: 'object_unknown',
      hint: { text: 'show all findings', command: ['explain'] },
    });
  const checks = await Array.fromAsync(runChecks(local, signal));
  const wrong = checks
    .filter((one) => one.type === 'check')
    .filter(({ status, name }) => status === 'fail' || (status === 'warn' && name === 'port'))
    .toSorted(byOrder);
  // A port that another program uses matters only while the instance is down.
  const down = wrong.some(({ name }) => name === 'instance');
  const shown = wrong.filter(({ name }) => name !== 'port' || down);
  const root = shown.find(({ name }) => ROOTS.has(name));
  const under = root && down ? shown.filter((one) => one !== root && !ROOTS.has(one.name)) : [];
  for (const one of shown) {
    if (under.includes(one)) continue;
    yield await toFinding(local, one, one === root ? under : [], signal);
  }
  if (shown.length > 0) return;
  // A stopped instance is not a fault, but the reason why nothing answers.
  const instance = checks.find((one) => one.type === 'check' && one.name === 'instance');
  const state = instance?.type === 'check' ? instance.message : `the instance "${local.name}"`;
  yield note('nothing_wrong', `Nothing is wrong: ${state}`);
}

const byOrder = (a: Check, b: Check) => ORDER.indexOf(a.name) - ORDER.indexOf(b.name);
const codeOf = ({ name }: Check) => `local_${name.replaceAll(' ', '_')}`;

async function toFinding(
  local: Local,
  one: Check,
  under: readonly Check[],
  signal: AbortSignal,
): Promise<Event> {
  const lines = one.name === 'instance' ? await lastLines(local, signal) : [];
  return event({
    type: 'finding',
    code: codeOf(one),
    kind: 'Local',
    name: one.name,
    pod: null,
    cause: one.message,
    evidence: lines.map((text) => ({ kind: 'log', text })),
    fix: one.fix ?? { command: ['doctor'] },
    terminal: true,
    consequences: under.map((other) => ({
      code: codeOf(other),
      kind: 'Local',
      name: other.name,
      cause: other.message,
    })),
  });
}

/** The last errors of the services' log. */
async function lastLines({ paths }: Local, signal: AbortSignal): Promise<string[]> {
  const kept: string[] = [];
  for await (const { text, record } of readLogs(paths, {
    service: null,
    lines: 200,
    since: null,
    follow: false,
    signal,
  })) {
    if (record?.level === 'error' || record?.level === 'fatal') kept.push(maskSecrets(text).slice(0, 300));
  }
  return kept.slice(-LOG_LINES);
}
