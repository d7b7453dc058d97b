import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { InfluscopeError } from '#cli/errors.ts';
import { main } from '#cli/main.ts';
import type { Event } from '#cli/output/events/events.ts';
import type { LocalDocument } from '#cli/targets/local/state.ts';

export interface Run {
  code: number;
  stdout: string;
  stderr: string;
  /** The `code` of the error that ended the command; `null` without one. */
  error: string | null;
  /** stdout as events, for `-o json`. */
  events(): Event[];
}

export interface RunOptions {
  env?: Record<string, string>;
  input?: string;
  stdinIsTerminal?: boolean;
  signal?: AbortSignal;
  /** Another working folder. */
  cwd?: string;
  /** How the command line was started. */
  started?: string;
  onStdout?: (text: string) => void;
}

/** A state folder and a working folder of its own, and the command line run in this process on a stand-in platform. */
export interface Bench {
  home: string;
  cwd: string;
  run(args: string[], options?: RunOptions): Promise<Run>;
  /** Says how the stand-in misbehaves when it is started next. */
  misbehave(behaviour: object, name?: string): void;
  document(name?: string): LocalDocument;
  /** The process of the instance. Throws if the document names none. */
  pid(name?: string): number;
  write(name: string, text: string): string;
}

/** Removes itself after the test or the file that created it. `servicesMain`: other services than the stand-in. */
export function createBench(servicesMain?: string): Bench {
  const folder = mkdtempSync(join(tmpdir(), 'influscope-cli-'));
  const home = join(folder, 'home');
  const cwd = join(folder, 'work');
  mkdirSync(cwd);
  const names = new Set<string>(['influscope']);

  const run: Bench['run'] = async (args, options = {}) => {
    const at = args.indexOf('--name');
    if (at >= 0) names.add(args[at + 1] ?? '');
    let stdout = '';
    let stderr = '';
    let failure: unknown = null;
    const code = await main({
      argv: args,
      env: { PATH: process.env.PATH, INFLUSCOPE_HOME: home, ...options.env },
      cwd: options.cwd ?? cwd,
      stdin: () =>
        Object.assign(Readable.from([options.input ?? '']), { isTTY: options.stdinIsTerminal === true }),
      stdout: {
        write(text: string) {
          stdout += text;
          options.onStdout?.(text);
        },
      },
      stderr: {
        write(text: string) {
          stderr += text;
        },
      },
      signal: options.signal ?? new AbortController().signal,
      clock: Date.now,
      servicesMain: servicesMain ?? fileURLToPath(new URL('./fake-services.ts', import.meta.url)),
      root: fileURLToPath(new URL('../../../..', import.meta.url)),
      started: options.started ?? 'influscope',
      onError(error) {
        failure = error;
      },
    });
    const events = () =>
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Event);
    const error = failure === null ? null : failure instanceof InfluscopeError ? failure.code : 'bug';
    return { code, stdout, stderr, error, events };
  };

  const dispose = async () => {
    const env = { INFLUSCOPE_SHUTDOWN_GRACE_MS: '100' };
    for (const name of names) await run(['down', '--name', name, '--target', 'local'], { env });
    rmSync(folder, { recursive: true, force: true });
  };
  after(dispose);

  const document = (name = 'influscope') =>
    JSON.parse(readFileSync(join(home, 'platforms', name, 'target.json'), 'utf8')) as LocalDocument;

  return {
    home,
    cwd,
    run,
    misbehave(behaviour, name = 'influscope') {
      mkdirSync(join(home, 'platforms', name), { recursive: true });
      writeFileSync(join(home, 'platforms', name, 'fake.json'), JSON.stringify(behaviour));
    },
    document,
    pid: (name) => document(name).pid ?? assert.fail('no process is remembered'),
    write(name, text) {
      const path = join(cwd, name);
      writeFileSync(path, text);
      return path;
    },
  };
}

/** Listens on a port and says nothing. */
export async function takePort(): Promise<{ port: number; close: () => Promise<void> }> {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Resolves when it holds; rejects after a minute. */
export async function waitUntil(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error('it never came to that');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
