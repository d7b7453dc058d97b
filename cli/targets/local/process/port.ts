import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { OperationError } from '#cli/errors.ts';
import type { Hint } from '#cli/hint.ts';
import { listInstances } from '#cli/instance/paths.ts';
import { localPaths } from '../paths.ts';
import { readLocalState } from '../state.ts';
import { askHealth } from './inspect.ts';
import { describePortHolder } from './port-holder.ts';

export interface PortRequest {
  home: string;
  name: string;
  /** Requested with --port; no other is tried. */
  explicit: number | null;
  /** Tried first without a requested one: the remembered or the default port. */
  preferred: number;
  /** Its own process held the preferred port until now; the system may need a moment to release it. */
  released?: boolean;
  /** Where the search for another port begins: several instances that start together would all try the same. */
  spread?: number;
  signal: AbortSignal;
}

export interface PortChoice {
  port: number;
  /** Why it is not the preferred port; `null` when it is. */
  reason: string | null;
}

export const CANDIDATES = 100;
const BUSY_HINT: Hint = { text: 'see which ports other instances use', command: ['ls'] };
const RELEASE_MS = 3_000;
const RELEASE_POLL_MS = 50;

/** A port on which the instance can listen. Throws when the requested one is in use, and names the program that uses it. */
export async function choosePort({
  home,
  name,
  explicit,
  preferred,
  released = false,
  spread = 0,
  signal,
}: PortRequest): Promise<PortChoice> {
  const wanted = explicit ?? preferred;
  if (!(await isTaken(wanted)) || (released && (await becomesFree(wanted, signal)))) {
    return { port: wanted, reason: null };
  }
  const holder = await nameHolder(home, wanted, signal);
  const other = await findFreePort({ home, name, from: wanted, spread, signal });
  if (explicit !== null) {
    throw new OperationError(`Port ${explicit} is used by ${holder}`, {
      code: 'port_in_use',
      hint:
        other === null ? BUSY_HINT : { text: 'use another port', command: ['up', '--port', String(other)] },
    });
  }
  if (other !== null) return { port: other, reason: `Port ${wanted} is used by ${holder}; using ${other}` };
  throw new OperationError(`All ports from ${wanted} to ${wanted + CANDIDATES} are in use`, {
    code: 'port_in_use',
    hint: BUSY_HINT,
  });
}

/** A free port above `from` that no other instance remembers; `null` when there is none. */
export async function findFreePort({
  home,
  name,
  from,
  spread = 0,
  signal,
}: Pick<PortRequest, 'home' | 'name' | 'spread' | 'signal'> & { from: number }): Promise<number | null> {
  const reserved = portsOfOthers(home, name);
  for (let tried = 0; tried < CANDIDATES; tried++) {
    signal.throwIfAborted();
    const port = from + 1 + ((tried + spread) % CANDIDATES);
    if (port <= 65_535 && !reserved.has(port) && !(await isTaken(port))) return port;
  }
  return null;
}

async function becomesFree(port: number, signal: AbortSignal): Promise<boolean> {
  const deadline = performance.now() + RELEASE_MS;
  while (performance.now() < deadline) {
    await sleep(RELEASE_POLL_MS, undefined, { signal });
    if (!(await isTaken(port))) return true;
  }
  return false;
}

/** Whether a program listens on the loopback port, or nothing can. */
export async function isTaken(port: number): Promise<boolean> {
  return (await answers(port)) || !(await canListen(port));
}

/** Where another program listens on all addresses, some systems let a second one listen on loopback. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1' }, () => server.close(() => resolve(true)));
  });
}

async function nameHolder(home: string, port: number, signal: AbortSignal): Promise<string> {
  const health = await askHealth(port, signal);
  if (health !== null && health !== 'stranger') {
    const owner = listInstances(home).find(
      (other) => stateOf(home, other)?.process?.instance === health.instance,
    );
    return owner === undefined ? 'another InfluScope instance' : `the instance "${owner}"`;
  }
  return describePortHolder(port);
}

function portsOfOthers(home: string, name: string): Set<number> {
  const others = listInstances(home).filter((other) => other !== name);
  return new Set(others.map((other) => stateOf(home, other)?.port).filter((port) => port !== undefined));
}

function stateOf(home: string, name: string) {
  try {
    return readLocalState(localPaths(home, name));
  } catch {
    return null;
  }
}
