import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Programs that a guide may use besides influscope. */
const PROGRAMS = [
  ...['influscope', 'npx', 'npm', 'node', 'git', 'jq', 'ln', 'mkdir', 'rm', 'cat', 'man', 'cp', 'mv', 'curl'],
  ...['kubectl', 'docker', 'aws', 'eksctl', 'openssl', 'shred', 'helm', 'sed'],
];

/** Writes a call in one piece: programs of a pipe write at the same time. */
const STUB = `#!/bin/sh
separator=$(printf '\\036')
printf '%s\\0' "$separator\${0##*/}" "$@" >> "$CALLS"
`;

export interface Calls {
  /** Program and arguments of each call, as the shell read them. */
  calls: string[][];
  /** What the shell or an unknown program reported; empty when all went well. */
  faults: string;
}

/** Lets a shell read a block, with a stub for every program: nothing is run, and the words are what a shell makes of them. */
export function collectCalls(block: string): Calls {
  const folder = mkdtempSync(join(tmpdir(), 'influscope-docs-'));
  try {
    const bin = join(folder, 'bin');
    const work = join(folder, 'work');
    const file = join(folder, 'calls');
    for (const path of [bin, work, join(folder, 'home/.config/fish/completions')])
      mkdirSync(path, { recursive: true });
    for (const program of PROGRAMS) {
      writeFileSync(join(bin, program), STUB);
      chmodSync(join(bin, program), 0o700);
    }
    const env = { PATH: bin, HOME: join(folder, 'home'), CALLS: file };
    const { status, stderr } = spawnSync('/bin/sh', ['-c', block], { cwd: work, env, encoding: 'utf8' });
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    const calls = text
      .split('\u001e')
      .filter((call) => call !== '')
      .map((call) => call.split('\0').slice(0, -1))
      .map(([program = '', ...args]) => (program === 'npx' ? args : [program, ...args]));
    return { calls, faults: status === 0 ? '' : `${status}: ${stderr}` };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
