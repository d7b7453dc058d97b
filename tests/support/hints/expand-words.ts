import type { Argument, ArrayExpressionElement, Expression } from 'oxc-parser';

/** The values that an expression of the sources can have: alternatives, each a word or a list of words. */
export type Worth = readonly (string | readonly string[])[];

export interface Scope {
  /** Values for an expression that only a running program knows, by its source, or `undefined`. */
  sample(source: string): Worth | undefined;
  /** The expression that a constant of the same file is set to. */
  constant(name: string): Expression | undefined;
  text(node: { start: number; end: number }): string;
}

/** Thrown for an expression that has no sample value. */
export class UnreadError extends Error {}

const MOST = 300;

/** Every list of words that the elements of an array can be. */
export function expandWords(
  elements: readonly (ArrayExpressionElement | Argument)[],
  scope: Scope,
): string[][] {
  let lists: string[][] = [[]];
  for (const element of elements) {
    if (element === null) throw new UnreadError('an empty element');
    const inner = element.type === 'SpreadElement' ? element.argument : element;
    const worth = expand(inner, scope);
    lists = lists.flatMap((list) => worth.map((value) => [...list, ...[value].flat()])).slice(0, MOST);
  }
  return lists;
}

/** The alternatives of an expression. */
export function expand(node: Expression, scope: Scope): Worth {
  const source = scope.text(node).replaceAll(/\s+/g, ' ');
  const given = scope.sample(source);
  if (given !== undefined) return given;
  switch (node.type) {
    case 'Literal':
      return [String(node.value)];
    case 'TSAsExpression':
    case 'ParenthesizedExpression':
      return expand(node.expression, scope);
    case 'ConditionalExpression':
      return [...expand(node.consequent, scope), ...expand(node.alternate, scope)];
    case 'LogicalExpression':
      return [...expand(node.left, scope), ...expand(node.right, scope)].filter((one) => one !== '');
    case 'ArrayExpression':
      return expandWords(node.elements, scope);
    case 'TemplateLiteral': {
      let texts = [''];
      node.quasis.forEach(({ value }, index) => {
        const inner = node.expressions[index];
        const after = inner === undefined ? [''] : expand(inner, scope).map(String);
        texts = texts.flatMap((text) => after.map((end) => `${text}${value.cooked ?? ''}${end}`));
      });
      return texts;
    }
    case 'Identifier': {
      const set = scope.constant(node.name);
      if (set !== undefined) return expand(set, scope);
    }
  }
  throw new UnreadError(`no sample value for "${source}"`);
}
