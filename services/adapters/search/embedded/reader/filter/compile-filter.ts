import { labelToken } from '#adapters/search/embedded/label-tokens.ts';
import type { LabelKeys } from '#adapters/search/stored/label-keys.ts';
import { languageKeys, queryKeys } from '#adapters/search/stored/label-keys.ts';
import { numberOfField, rangeOf } from '#adapters/search/stored/numbers.ts';
import { bitsOf, isTraitField } from '#adapters/search/stored/traits.ts';
import type { FieldName } from '#contract/query/fields.ts';
import type { FieldClause, QueryNode } from '#contract/query/tree.ts';
import { hasBit, wordsFor } from '../columns/bits.ts';
import type { SlotSet } from '../columns/slot-set.ts';
import { addSet } from '../columns/slot-set.ts';
import type { Facet } from '../columns.ts';
import { FACETS } from '../columns.ts';
import type { Labels } from '../labels.ts';
import { keepWithin, within } from './number-range.ts';
import type { SlotFilter, SlotTest } from './slot-filter.ts';
import type { TextSources } from './text-slots.ts';
import { addTextSlots } from './text-slots.ts';

export interface FilterSources extends TextSources {
  /** Epoch milliseconds. */
  nowMs: number;
}

/** Keeps the documents that match all of `nodes`; `null` when there is nothing to test. */
export function compileFilter(nodes: readonly QueryNode[], sources: FilterSources): SlotFilter | null {
  if (nodes.length === 0) return null;
  const filters = nodes.map((node) => compileOne(node, sources));
  return (slots, count) => filters.reduce((left, filter) => filter(slots, left), count);
}

/** Whether one document matches all of `nodes`; `null` when there is nothing to test. */
export function compileTest(nodes: readonly QueryNode[], sources: FilterSources): SlotTest | null {
  return nodes.length === 0 ? null : allOf(nodes.map((node) => compile(node, sources, false)));
}

/** Most filters are ranges and values of columns, so they have separate loops. */
function compileOne(node: QueryNode, sources: FilterSources): SlotFilter {
  if (node.kind === 'field') {
    const { field, test } = node;
    const number = numberOfField(field);
    if (number !== undefined)
      return keepWithin(rangeOf(test, sources.nowMs), sources.lazyColumns.number(number));
    if (isFacet(field)) {
      const { codes, labels } = sources.columns;
      return keepCodes(codes[field], wantedCodes(labels[field], test.kind === 'values' ? test.values : []));
    }
  }
  const passes = compile(node, sources, false);
  return (slots, count) => {
    let kept = 0;
    for (let i = 0; i < count; i++) {
      const slot = slots[i] ?? 0;
      if (passes(slot)) slots[kept++] = slot;
    }
    return kept;
  };
}

function allOf(tests: readonly SlotTest[]): SlotTest {
  const [first, second] = tests;
  if (first && tests.length === 1) return first;
  if (first && second && tests.length === 2) return (slot) => first(slot) && second(slot);
  return (slot) => {
    for (const test of tests) if (!test(slot)) return false;
    return true;
  };
}

/** `negated`: under an odd number of minus signs, where words do not stand for their other forms. */
function compile(node: QueryNode, sources: FilterSources, negated: boolean): SlotTest {
  switch (node.kind) {
    case 'all':
      return allOf(node.nodes.map((one) => compile(one, sources, negated)));
    case 'any': {
      const tests = node.nodes.map((one) => compile(one, sources, negated));
      return (slot) => {
        for (const test of tests) if (test(slot)) return true;
        return false;
      };
    }
    case 'not': {
      const test = compile(node.node, sources, !negated);
      return (slot) => !test(slot);
    }
    case 'field':
      return compileField(node, sources);
    default:
      return memberTest(sources, (add) => addTextSlots(node, negated, sources, add));
  }
}

function compileField({ field, test }: FieldClause, sources: FilterSources): SlotTest {
  const number = numberOfField(field);
  if (number !== undefined) return within(rangeOf(test, sources.nowMs), sources.lazyColumns.number(number));
  const values = test.kind === 'values' ? test.values : [];
  const { columns, lazyColumns, postings } = sources;
  if (isTraitField(field)) {
    const wanted = bitsOf(values.map((value) => `${field}:${value}`));
    const traits = lazyColumns.traits();
    return (slot) => ((traits[slot] ?? 0) & wanted) !== 0;
  }
  if (isFacet(field)) return oneOf(columns.codes[field], wantedCodes(columns.labels[field], values));
  const keys = values.flatMap((value) => queryKeys(field as keyof LabelKeys, value));
  if (field === 'language') {
    const { codes, labels } = lazyColumns.language();
    return speaks(codes, labels, new Set(keys));
  }
  const tokens = keys.map((key) => labelToken(field as 'topic' | 'country', key));
  return memberTest(sources, (add) => add(postings.findAny(tokens)));
}

function isFacet(field: FieldName): field is Extract<FieldName, Facet> {
  return (FACETS as readonly string[]).includes(field);
}

function wantedCodes(labels: Labels, values: readonly string[]): Uint8Array {
  const wanted = new Uint8Array(labels.size);
  for (const value of values) {
    const code = labels.find(value);
    if (code !== undefined) wanted[code] = 1;
  }
  return wanted;
}

function keepCodes(codes: Int32Array, wanted: Uint8Array): SlotFilter {
  return (slots, count) => {
    let kept = 0;
    for (let i = 0; i < count; i++) {
      const slot = slots[i] ?? 0;
      if (wanted[codes[slot] ?? 0] === 1) slots[kept++] = slot;
    }
    return kept;
  };
}

function oneOf(codes: Int32Array, wanted: Uint8Array): SlotTest {
  return (slot) => wanted[codes[slot] ?? 0] === 1;
}

function speaks(codes: Int32Array, labels: Labels, keys: ReadonlySet<string>): SlotTest {
  const wanted = new Uint8Array(labels.size);
  for (let code = 1; code < labels.size; code++) {
    if (languageKeys(labels.label(code) ?? '').some((key) => keys.has(key))) wanted[code] = 1;
  }
  return (slot) => wanted[codes[slot] ?? 0] === 1;
}

/** A test for membership in lists of slots, with one bit for each slot. */
function memberTest({ columns }: FilterSources, fill: (add: (slots: SlotSet) => void) => void): SlotTest {
  const bits = new Uint32Array(wordsFor(columns.size));
  fill((slots) => addSet(bits, slots));
  return (slot) => hasBit(bits, slot);
}
