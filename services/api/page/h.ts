import type { ComponentChildren, VNode } from 'preact';
import { h as create } from 'preact';

/** A part of a page. */
export type Html = VNode;
/** Allowed children of an element. Text is escaped when the page is rendered. */
export type Content = ComponentChildren;

type Attribute = string | number | boolean | undefined | ((event: Event) => void);

/**
 * An element or a component: Preact's `h`, with types that let parts of any properties stand beside each other. The
 * services run from their sources, where Node takes no TSX.
 */
export function h(
  tag: string,
  props: Readonly<Record<string, Attribute>> | null,
  ...children: Content[]
): Html;
export function h<Props extends object>(
  component: (props: Props) => Html | null,
  props: Omit<Props, 'children'> & { key?: string },
  ...children: Content[]
): Html;
export function h(
  type: string | ((props: never) => Html | null),
  props: object | null,
  ...children: Content[]
): Html {
  return create(type as string, props as Record<string, unknown>, ...children) as Html;
}
