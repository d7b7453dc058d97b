import type { Analyser } from '#adapters/search/analysis/analyser.ts';
import { addressNames, toGroupTerms, toPhrase } from '#adapters/search/analysis/plan-query.ts';
import type { LabelKeys } from '#adapters/search/stored/label-keys.ts';
import { keyOf, queryKeys } from '#adapters/search/stored/label-keys.ts';
import { numberOfField, rangeOf } from '#adapters/search/stored/numbers.ts';
import { isTraitField } from '#adapters/search/stored/traits.ts';
import type { FieldClause, FieldTest, QueryNode, TextClause } from '#contract/query/tree.ts';
import type { Clause } from './clauses.ts';
import { holdsPhrase, holdsTerm } from './holds-text.ts';

interface FilterSettings {
  analyser: Analyser;
  /** Epoch milliseconds. */
  nowMs: number;
}

/** Clauses that let through what matches all of `nodes`. */
export function filterClauses(nodes: readonly QueryNode[], settings: FilterSettings): Clause[] {
  return nodes.map((node) => toClause(node, settings, false));
}

/** `negated`: under an odd number of minus signs, where words do not stand for their other forms. */
function toClause(node: QueryNode, settings: FilterSettings, negated: boolean): Clause {
  switch (node.kind) {
    case 'all':
      return { bool: { filter: node.nodes.map((one) => toClause(one, settings, negated)) } };
    case 'any':
      return anyOf(node.nodes.map((one) => toClause(one, settings, negated)));
    case 'not':
      return { bool: { must_not: [toClause(node.node, settings, !negated)] } };
    case 'field':
      return fieldClause(node, settings.nowMs);
    default:
      return textClause(node, settings.analyser, negated);
  }
}

function anyOf(clauses: Clause[]): Clause {
  return { bool: { should: clauses, minimum_should_match: 1 } };
}

function fieldClause({ field, test }: FieldClause, nowMs: number): Clause {
  const number = numberOfField(field);
  if (number !== undefined) return { range: { [number]: boundsOf(test, nowMs) } };
  const values = test.kind === 'values' ? test.values : [];
  if (isTraitField(field)) return { terms: { traits: values.map((value) => `${field}:${value}`) } };
  switch (field) {
    case 'platform':
    case 'tier':
      return { terms: { [field]: values } };
    case 'category':
      return { terms: { category_key: values.map(keyOf) } };
    case 'source':
      return { terms: { source: values.map(keyOf) } };
    default:
      return { terms: { [field]: values.flatMap((value) => queryKeys(field as keyof LabelKeys, value)) } };
  }
}

/** An infinite side is open. */
function boundsOf(test: FieldTest, nowMs: number): Record<string, number> {
  const { min: gte, max: lte, above: gt, below: lt } = rangeOf(test, nowMs);
  const bounds = Object.entries({ gte, lte, gt, lt }).filter(([, bound]) => Number.isFinite(bound));
  return Object.fromEntries(bounds) as Record<string, number>;
}

function textClause(clause: TextClause, analyser: Analyser, negated: boolean): Clause {
  switch (clause.kind) {
    case 'phrase':
      return holdsPhrase(toPhrase(clause.text, analyser));
    case 'address': {
      const { names, id } = addressNames(clause.address);
      const byName = {
        bool: { filter: [{ terms: { h: names } }, { term: { platform: clause.address.platform } }] },
      };
      return anyOf(id === null ? [byName] : [byName, { ids: { values: [id] } }]);
    }
    default: {
      const terms = toGroupTerms(clause, analyser).map(holdsTerm);
      const typed: Clause = terms.length === 0 ? { match_none: {} } : { bool: { filter: terms } };
      if (!negated) return typed;
      const phrase = holdsPhrase(toPhrase(clause.text, analyser));
      return clause.kind === 'word' ? phrase : anyOf([phrase, typed]);
    }
  }
}
