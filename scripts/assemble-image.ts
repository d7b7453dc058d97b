/**
 * Lays out the files of the container image, on the machine that builds it: `node scripts/assemble-image.ts FOLDER`.
 * `FOLDER/runtime` gets Node and the system libraries it links to; `FOLDER/app` the bundle and what it loads.
 */
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** What `scripts/build.ts` leaves out of the bundle. */
const EXTERNAL = ['grpc-health-check', 'sharp'];

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Usage: node scripts/assemble-image.ts FOLDER');
const app = join(folder, 'app');
const runtime = join(folder, 'runtime');

copy('dist/services', join(app, 'dist/services'), (path) => !path.endsWith('.map'));
copy('proto', join(app, 'proto'));
copy('package.json', join(app, 'package.json'));
for (const name of EXTERNAL) copyPackage(join('node_modules', name));
nameBundledPackages();
copy(process.execPath, join(runtime, 'usr/local/bin/node'));
const linked = [process.execPath, ...filesUnder(app).filter((path) => /\.(node|so)(\.|$)/.test(path))];
for (const library of new Set(linked.flatMap(librariesOf))) copyLibrary(library);
copy('/etc/os-release', join(runtime, 'etc/os-release'));
write('etc/passwd', 'influscope:x:65532:65532:InfluScope:/app:/sbin/nologin\n');
write('etc/group', 'influscope:x:65532:\n');
write('etc/nsswitch.conf', 'hosts: files dns\n');

function copy(from: string, to: string, filter: (path: string) => boolean = () => true): void {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to, { recursive: true, dereference: true, preserveTimestamps: true, filter });
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(runtime, path)), { recursive: true });
  writeFileSync(join(runtime, path), text);
}

function filesUnder(path: string): string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** A package with all that it needs, each where Node finds it from there. */
function copyPackage(path: string): void {
  const to = join(app, path);
  if (existsSync(to)) return;
  const own = (file: string) => !file.slice(path.length).includes('/node_modules');
  copy(path, to, (file) => own(file) && !/\.(map|d\.ts|md|markdown)$/.test(file));
  const { dependencies, optionalDependencies } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
    const found = resolveFrom(path, name);
    if (found) copyPackage(found);
    else if (dependencies?.[name] !== undefined)
      throw new Error(`${path} needs ${name}, which is not installed`);
  }
}

function resolveFrom(path: string, name: string): string | undefined {
  for (let at = path; at !== '.'; at = dirname(at)) {
    const candidate = join(at, 'node_modules', name);
    if (existsSync(candidate)) return candidate;
  }
  return existsSync(join('node_modules', name)) ? join('node_modules', name) : undefined;
}

/** Code in the bundle has lost its origin: the manifest of each package stays, for those who look for known faults. */
function nameBundledPackages(): void {
  const sources = filesUnder('dist/services')
    .filter((path) => path.endsWith('.map'))
    .flatMap((path) => (JSON.parse(readFileSync(path, 'utf8')) as { sources: string[] }).sources);
  for (const source of sources) {
    const path = /(?:node_modules\/(?:@[^/]+\/)?[^/]+\/)+/.exec(source)?.[0];
    if (path === undefined || existsSync(join(app, path))) continue;
    // A package's own source map may name files that it was made of elsewhere.
    const manifest = join(path, 'package.json');
    if (existsSync(manifest)) copy(manifest, join(app, manifest));
  }
}

function librariesOf(path: string): string[] {
  const text = execFileSync('ldd', [path], { encoding: 'utf8' });
  return [...text.matchAll(/(\/\S+) \(0x/g)]
    .map((match) => match[1] as string)
    .filter((one) => !one.startsWith(app));
}

/** A library of the system, with the entry of its package, by which scanners know it. */
function copyLibrary(path: string): void {
  copy(realpathSync(path), join(runtime, path));
  const owner = [path, realpathSync(path), realpathSync(path).replace(/^\/usr/, '')]
    .map((name) => ownerOf(name))
    .find((name) => name !== undefined);
  if (owner === undefined) throw new Error(`No package owns ${path}`);
  write(
    `var/lib/dpkg/status.d/${owner.split(':')[0]}`,
    execFileSync('dpkg-query', ['-s', owner], { encoding: 'utf8' }),
  );
}

function ownerOf(path: string): string | undefined {
  try {
    return execFileSync('dpkg-query', ['-S', path], { encoding: 'utf8', stdio: 'pipe' }).split(': ')[0];
  } catch {
    return undefined;
  }
}
