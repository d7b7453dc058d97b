import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../platform/cli.ts';

export interface InstalledPackage {
  /** The folder that it was installed into; it was empty. */
  folder: string;
  /** What the tarball contains, relative to the package. */
  files: readonly string[];
  tarballBytes: number;
}

/**
 * Packs what is built and installs it into an empty folder: with `fromRegistry` as `npm install` does, else with links to
 * the dependencies that this clone has, so that no network is needed.
 */
export function installPackage(folder: string, fromRegistry: boolean): InstalledPackage {
  const packed = execFileSync(
    'npm',
    ['pack', '--ignore-scripts', '--json', '--loglevel=error', '--pack-destination', folder],
    { cwd: ROOT, encoding: 'utf8' },
  );
  const [about] = Object.values(JSON.parse(packed)) as {
    filename: string;
    size: number;
    files: { path: string }[];
  }[];
  if (about === undefined) throw new Error(`npm pack said: ${packed}`);
  const tarball = join(folder, about.filename);
  const work = join(folder, 'work');
  mkdirSync(work);
  writeFileSync(join(work, 'package.json'), '{ "private": true }');
  if (fromRegistry) {
    // npm reports an unsupported engine as a warning; here it is an error.
    const options = ['--engine-strict', '--ignore-scripts=false', '--no-fund', '--no-audit'];
    execFileSync('npm', ['install', ...options, tarball], { cwd: work, stdio: 'pipe' });
  } else {
    const modules = join(work, 'node_modules');
    mkdirSync(join(modules, 'influscope'), { recursive: true });
    execFileSync('tar', ['-xzf', tarball, '-C', join(modules, 'influscope'), '--strip-components=1']);
    for (const name of runtimeDependencies()) link(join(ROOT, 'node_modules', name), join(modules, name));
    link(join(modules, 'influscope/bin/influscope.js'), join(modules, '.bin/influscope'));
  }
  return { folder: work, files: about.files.map(({ path }) => path), tarballBytes: about.size };
}

/** Names of the packages that an installation of the tarball gets, as the lockfile says. */
function runtimeDependencies(): string[] {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean; devOptional?: boolean }>;
  };
  return Object.entries(packages)
    .filter(([, { dev, devOptional }]) => dev !== true && devOptional !== true)
    .flatMap(([path]) => /^node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(path)?.[1] ?? [])
    .filter((name) => existsSync(join(ROOT, 'node_modules', name)));
}

function link(target: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path);
}
