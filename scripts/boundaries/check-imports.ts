import { posix } from 'node:path';
import { AREAS, OUTSIDE, PACKAGE_OWNERS, WITHOUT_PACKAGES } from './areas.ts';
import type { ModuleImport } from './read-imports.ts';

/** Imports by file, paths from the repository's root. */
export type ImportsByFile = ReadonlyMap<string, readonly ModuleImport[]>;

export interface Violation {
  file: string;
  line: number;
  /** The file or package that is imported. */
  target: string;
  reason: string;
}

/** The `imports` of package.json: `#name/*` → folder. */
export type Aliases = Readonly<Record<string, string>>;

/** Imports that the declaration in `areas.ts` does not allow. */
export function findViolations(files: ImportsByFile, aliases: Aliases): Violation[] {
  return [...files].flatMap(([file, imports]) =>
    imports.flatMap(({ specifier, line }) => {
      const reason = judgeImport(file, specifier, aliases);
      const target = specifier === null ? '' : (resolveImport(file, specifier, aliases) ?? specifier);
      return reason === null ? [] : [{ file, line, target, reason }];
    }),
  );
}

/** Path of the imported file, `null` for a package or a part of Node. */
export function resolveImport(file: string, specifier: string, aliases: Aliases): string | null {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(file), specifier);
  if (!specifier.startsWith('#')) return null;
  for (const [alias, folder] of Object.entries(aliases)) {
    const prefix = alias.slice(0, -1);
    if (specifier.startsWith(prefix)) return posix.join(folder.slice(0, -1), specifier.slice(prefix.length));
  }
  return null;
}

/** The longest area that the path begins with. */
export function areaOf(path: string): string | null {
  const areas = Object.keys(AREAS).filter((area) => isWithin(path, area));
  return areas.sort((a, b) => b.length - a.length)[0] ?? null;
}

function judgeImport(file: string, specifier: string | null, aliases: Aliases): string | null {
  const area = areaOf(file);
  if (area === null) return 'the file is in no area of scripts/boundaries/areas.ts';
  const isOutside = OUTSIDE.includes(area);
  if (specifier === null) return isOutside ? null : 'a computed import cannot be checked';
  const target = resolveImport(file, specifier, aliases);
  if (target === null)
    return specifier.startsWith('#')
      ? 'package.json declares no such alias'
      : isOutside
        ? null
        : judgePackage(area, specifier);
  const other = areaOf(target);
  if (specifier.startsWith('../../') && !isOutside && !file.includes('/generated/'))
    return 'an import goes up at most one folder; use the alias';
  const allowed = AREAS[area] ?? [];
  const isAllowed =
    other !== null &&
    (other === area ||
      allowed.some((entry) => (isOutside ? isWithin(target, entry) : entry === other || entry === target)));
  if (isAllowed) return null;
  return other === null ? 'the target is in no area' : `${area} may not import ${other}`;
}

function judgePackage(area: string, specifier: string): string | null {
  if (specifier.startsWith('node:')) return null;
  if (WITHOUT_PACKAGES.includes(area)) return `${area} may not import packages`;
  const owner = Object.entries(PACKAGE_OWNERS).find(([name]) =>
    name.endsWith('/') ? specifier.startsWith(name) : isWithin(specifier, name),
  );
  if (!owner || owner[1].some((path) => isWithin(area, path))) return null;
  return `${area} may not import ${specifier}; only ${owner[1].join(', ')} may`;
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
