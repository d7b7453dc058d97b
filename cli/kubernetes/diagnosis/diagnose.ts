import { createFacts } from './facts.ts';
import type { Finding } from './finding.ts';
import { keyOfSubject, readLinks } from './links.ts';
import type { Found, Rule } from './rule.ts';
import { RULES } from './rules.ts';
import type { Snapshot } from './snapshot.ts';

interface Candidate {
  rule: Rule;
  rank: number;
  finding: Finding;
  affects: ReadonlySet<string>;
}

/** Findings about the cluster explain all other findings. */
const EVERYTHING = new Set([
  'api_unreachable',
  'sign_in_expired',
  'sign_in_failed',
  'certificate_not_trusted',
  'not_allowed',
]);
/** Why pods, too, that do not say so themselves. */
const WHOLE_INSTANCE = new Set(['credentials_lost', 'credentials_changed', 'namespace_terminating']);

/**
 * What is wrong, the root causes first and under each what follows from it. Pure. One finding for each rule and object: a
 * workload's pods usually all suffer from the same.
 */
export function diagnose(snapshot: Snapshot): Finding[] {
  const facts = createFacts(snapshot);
  const seen = new Map<string, Candidate>();
  RULES.forEach((rule, rank) => {
    for (const found of rule.find(facts)) {
      const key = `${rule.code} ${keyOfSubject(found.object)}`;
      const candidate = toCandidate(rule, rank, found, snapshot.now);
      const known = seen.get(key);
      if (known === undefined || (candidate.finding.terminal && !known.finding.terminal))
        seen.set(key, candidate);
    }
  });
  return arrange([...seen.values()], readLinks(facts));
}

function toCandidate(rule: Rule, rank: number, found: Found, now: number): Candidate {
  const { terminal, object, pod = null, cause, evidence, fix, quiet = false, affects = [] } = found;
  const at = typeof terminal === 'object' ? terminal.at : null;
  return {
    rule,
    rank,
    affects: new Set(affects.map(keyOfSubject)),
    finding: {
      code: rule.code,
      object,
      pod,
      cause,
      evidence,
      fix,
      terminal: at === null ? terminal === true : now >= at,
      quiet: quiet || rule.quiet === true,
      recheckAt: at !== null && now < at ? at : null,
      touches: [keyOfSubject(object), ...affects.map(keyOfSubject)],
      consequences: [],
    },
  };
}

function arrange(candidates: readonly Candidate[], links: ReadonlyMap<string, readonly string[]>): Finding[] {
  const ordered = candidates.toSorted((a, b) => a.rank - b.rank);
  const parents = new Map<Candidate, Candidate>();
  for (const one of ordered) {
    const parent = ordered.find(
      (other) => other !== one && !descendsFrom(other, one, parents) && explains(other, one, links),
    );
    if (parent) parents.set(one, parent);
  }
  const nest = (one: Candidate): Finding => ({
    ...one.finding,
    touches: [...touchedBy(one.finding.touches, links)],
    consequences: ordered.filter((other) => parents.get(other) === one).map(nest),
  });
  return ordered.filter((one) => !parents.has(one)).map(nest);
}

function descendsFrom(
  one: Candidate,
  ancestor: Candidate,
  parents: ReadonlyMap<Candidate, Candidate>,
): boolean {
  for (let at = parents.get(one); at !== undefined; at = parents.get(at)) if (at === ancestor) return true;
  return false;
}

/** Whether `root` explains `other`. */
function explains(root: Candidate, other: Candidate, links: ReadonlyMap<string, readonly string[]>): boolean {
  if (EVERYTHING.has(root.rule.code)) return root.rank < other.rank && !EVERYTHING.has(other.rule.code);
  const from = keyOfSubject(root.finding.object);
  const to = keyOfSubject(other.finding.object);
  if (WHOLE_INSTANCE.has(root.rule.code))
    return (
      other.rule.symptom !== undefined ||
      other.rule.code === 'credentials_refused' ||
      /_missing$|^(pod_rejected|controller_not_allowed|webhook_denied)$/.test(other.rule.code)
    );
  const { symptom } = other.rule;
  if (!symptom || (symptom !== true && !symptom.includes(root.finding.object.kind))) return false;
  if (from === to) return root.rank < other.rank;
  if (root.affects.has(to)) return true;
  // A lost node takes the place of pods, also of those that are not on it.
  if (root.finding.object.kind === 'Node' && isScheduling(other.rule.code)) return true;
  if (symptom !== true) return links.get(to)?.includes(from) === true;
  return reaches(to, from, links, root.affects);
}

const isScheduling = (code: string) =>
  /^(no_(memory|cpu|matching_node)|too_many_|tainted|unschedulable|volume_in_other_zone)/.test(code);

/** Whether an object depends on another one, directly or indirectly. */
function reaches(
  start: string,
  goal: string,
  links: ReadonlyMap<string, readonly string[]>,
  alsoGoals: ReadonlySet<string>,
): boolean {
  const visited = new Set<string>([start]);
  const queue = [start];
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    for (const next of links.get(at) ?? []) {
      if (next === goal || alsoGoals.has(next)) return true;
      if (visited.has(next)) continue;
      visited.add(next);
      queue.push(next);
    }
  }
  return false;
}

/** These objects and all objects that depend on one of them, directly or indirectly. */
function touchedBy(start: readonly string[], links: ReadonlyMap<string, readonly string[]>): Set<string> {
  const touched = new Set(start);
  for (let size = -1; size !== touched.size; ) {
    size = touched.size;
    for (const [key, needs] of links) if (needs.some((one) => touched.has(one))) touched.add(key);
  }
  return touched;
}

/** A finding and everything under it. */
export function flatten(findings: readonly Finding[]): Finding[] {
  return findings.flatMap((finding) => [finding, ...flatten(finding.consequences)]);
}
