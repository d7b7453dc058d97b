import { lstatSync, readlinkSync } from 'node:fs';
import { basename, dirname, join, parse, resolve, sep } from 'node:path';

/** The limit of the kernel: a longer chain of links is a loop. */
const MAX_LINKS = 40;

/**
 * Every folder and link through which the system finds `path`, from the root down, without `path` itself: all places where
 * a user who can write could put another folder in its place. Links are followed, also from one to the next. What does not
 * exist is left out.
 */
export function foldersAbove(path: string): string[] {
  const seen = new Set<string>();
  let links = 0;
  const walk = (target: string): string => {
    const { root } = parse(target);
    let at = root;
    seen.add(root);
    for (const part of target.slice(root.length).split(sep).filter(Boolean)) {
      const next = join(at, part);
      const link = readLink(next);
      if (link !== null && ++links > MAX_LINKS) return next;
      seen.add(next);
      at = link === null ? next : walk(resolve(at, link));
    }
    return at;
  };
  const folder = walk(dirname(path));
  const link = readLink(join(folder, basename(path)));
  if (link !== null) walk(dirname(resolve(folder, link)));
  return [...seen];
}

function readLink(path: string): string | null {
  try {
    return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : null;
  } catch {
    return null;
  }
}
