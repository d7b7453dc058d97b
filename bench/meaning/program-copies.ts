import assert from 'node:assert/strict';
import { cp, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '#tests/support/eventually.ts';
import { meaningData } from '#tests/support/meaning/meaning-data.ts';
import { ROOT } from '#tests/support/platform/cli.ts';
import type { PlatformProcess } from '#tests/support/platform/platform-process.ts';
import { processCpuMs } from '../load/process-cpu.ts';

const LOOK_MS = 500;
const SETTLED_LOOKS = 3;
const SETTLED_CPU_MS = 50;

/** Copies of the built program, one with the data of the text encoder and one without it. */
export type ProgramCopies = Readonly<Record<'with' | 'without', string>>;

export async function copyPrograms(folder: string): Promise<ProgramCopies> {
  return { without: await copyProgram(folder, 'without'), with: await copyProgram(folder, 'with') };
}

/** A copy of the built program finds only the data package inside of it. */
async function copyProgram(folder: string, name: keyof ProgramCopies): Promise<string> {
  const root = join(folder, name);
  await cp(join(ROOT, 'dist'), join(root, 'dist'), { recursive: true });
  await cp(join(ROOT, 'package.json'), join(root, 'package.json'));
  await cp(join(ROOT, 'proto'), join(root, 'proto'), { recursive: true });
  await symlink(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  await mkdir(join(root, 'packages'));
  if (name === 'with') await symlink(meaningData.folder, join(root, 'packages/meaning'));
  return root;
}

/** Waits until the platform is ready, which loads the encoder, and then until its process is idle. */
export async function settle({ api, child }: PlatformProcess): Promise<void> {
  await eventually(async () => assert.equal((await fetch(`${api}/readyz`)).status, 200));
  const pid = child.pid ?? 0;
  for (let before = processCpuMs(pid), still = 0; still < SETTLED_LOOKS; ) {
    await sleep(LOOK_MS);
    const now = processCpuMs(pid);
    still = now - before < SETTLED_CPU_MS ? still + 1 : 0;
    before = now;
  }
}
