import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
export const LAUNCHER = join(ROOT, 'bin/influscope.js');

export interface CliResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A state folder of its own, and the CLI run on it. `dispose` stops what was started and deletes the folder. */
export interface Workplace {
  home: string;
  run(args: string[], options?: { env?: Record<string, string>; input?: string }): Promise<CliResult>;
  /** Runs a command line in a shell, as a person pastes a hint. */
  paste(command: string): Promise<CliResult>;
  /** Starts the CLI without waiting for it. */
  start(args: string[]): ChildProcess;
  dispose(): Promise<void>;
}

/** `at`: an existing folder to use instead of a new one; it is kept. */
export async function createWorkplace(at?: string): Promise<Workplace> {
  const home = at ?? (await mkdtemp(join(tmpdir(), 'influscope-e2e-')));
  const environment = { ...process.env, INFLUSCOPE_HOME: home, NO_COLOR: '1', CI: '', GITHUB_ACTIONS: '' };
  const spawnCli = (args: string[], env: Record<string, string> = {}) =>
    spawn(process.execPath, [LAUNCHER, ...args], {
      cwd: home,
      env: { ...environment, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });

  const finish = async (child: ReturnType<typeof spawnCli>, input: string): Promise<CliResult> => {
    child.stdin.end(input);
    const [stdout, stderr, code] = await Promise.all([
      readAll(child.stdout),
      readAll(child.stderr),
      new Promise<number | null>((resolve) => child.once('close', resolve)),
    ]);
    return { code, stdout, stderr };
  };
  const run: Workplace['run'] = (args, { env, input } = {}) => finish(spawnCli(args, env), input ?? '');

  return {
    home,
    run,
    paste(command) {
      const bare = command.replace(/^(?:npx )?influscope /, `'${process.execPath}' '${LAUNCHER}' `);
      const options = { cwd: home, env: environment, stdio: 'pipe' as const };
      return finish(spawn('sh', ['-c', bare], options), '');
    },
    start: (args) => spawnCli(args),
    async dispose() {
      for (const name of ['influscope', 'second']) await run(['down', '--name', name, '--target', 'local']);
      if (at === undefined) await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

export async function readAll(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
