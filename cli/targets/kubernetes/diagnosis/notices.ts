import type { Finding } from '#cli/kubernetes/diagnosis/finding.ts';
import { keyOfSubject } from '#cli/kubernetes/diagnosis/links.ts';

/** A finding that lasts this long is reported while the wait continues. */
const NOTICE_AFTER_MS = 2_000;

/** Root findings that are still present after a delay, each once. A finding that disappears and returns starts again. */
export function createNotices(clock: () => number) {
  const since = new Map<string, number>();
  const told = new Set<string>();
  return {
    see(findings: readonly Finding[]): { due: Finding[]; dueAt: number | null } {
      const now = clock();
      const loud = findings.filter(({ quiet }) => !quiet);
      const keys = new Set(loud.map(keyOfFinding));
      for (const key of since.keys()) if (!keys.has(key)) since.delete(key);
      const due: Finding[] = [];
      const later: number[] = [];
      for (const finding of loud) {
        const key = keyOfFinding(finding);
        const at = (since.get(key) ?? now) + NOTICE_AFTER_MS;
        since.set(key, at - NOTICE_AFTER_MS);
        if (told.has(key)) continue;
        if (now < at) later.push(at);
        else {
          told.add(key);
          due.push(finding);
        }
      }
      return { due, dueAt: later.length === 0 ? null : Math.min(...later) };
    },
  };
}

const keyOfFinding = ({ code, object }: Finding) => `${code} ${keyOfSubject(object)}`;
