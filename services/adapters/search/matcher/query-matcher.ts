import type { QueryNode } from '#contract/query/tree.ts';
import type { Profile } from '#domain/profile.ts';
import type { CompileQuery, QueryTest } from '#ports/query-matcher.ts';
import { analyseProfile } from '../analysis/analyse-profile.ts';
import { createAnalyser } from '../analysis/analyser.ts';
import { wordSequence } from '../analysis/tokenize.ts';
import { compileField } from './match-field.ts';
import type { HeldText, TextTest } from './match-text.ts';
import { compileText } from './match-text.ts';

/** Tests profiles against queries in this process, by the rules of docs/search.md for groups. */
export function createQueryMatcher(): CompileQuery {
  const analyser = createAnalyser();
  const held = new WeakMap<Profile, HeldText>();
  /** Call it once for each profile, for any number of queries. */
  const textOf = (profile: Profile): HeldText => {
    const known = held.get(profile);
    if (known !== undefined) return known;
    const { postings, texts } = analyseProfile(profile, analyser);
    const text = { postings: new Set(postings.split(' ')), sequences: texts.map(wordSequence) };
    held.set(profile, text);
    return text;
  };
  const fromText =
    (test: TextTest): QueryTest =>
    (profile) =>
      test(textOf(profile), profile);

  const compile = (node: QueryNode, negated: boolean): QueryTest => {
    switch (node.kind) {
      case 'all': {
        const tests = cheapFirst(node.nodes).map((one) => compile(one, negated));
        return (profile, nowMs) => tests.every((test) => test(profile, nowMs));
      }
      case 'any': {
        const tests = cheapFirst(node.nodes).map((one) => compile(one, negated));
        return (profile, nowMs) => tests.some((test) => test(profile, nowMs));
      }
      case 'not': {
        const test = compile(node.node, !negated);
        return (profile, nowMs) => !test(profile, nowMs);
      }
      case 'field':
        return compileField(node);
      default:
        return fromText(compileText(node, negated, analyser));
    }
  };
  return (tree) => compile(tree, false);
}

/** Fields before text: a profile that they exclude is never analysed. */
function cheapFirst(nodes: readonly QueryNode[]): QueryNode[] {
  const isField = ({ kind }: QueryNode) => (kind === 'field' ? 0 : 1);
  return nodes.toSorted((a, b) => isField(a) - isField(b));
}
