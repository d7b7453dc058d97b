import type { Wording } from '#cli/hint.ts';
import type { MarkdownAround } from '../events/define/definition.ts';
import { inlineMarkdown } from '../events/define/markdown.ts';
import type { Event } from '../events/events.ts';
import type { EventType } from '../events/registry.ts';
import { EVENTS } from '../events/registry.ts';

/** The outcome of a command as Markdown; empty when there is nothing to report. */
export function renderSummary(title: string, events: readonly Event[], words: Wording): string {
  const around = { words, failed: events.some(({ type }) => type === 'error') };
  const blocks = (Object.keys(EVENTS) as EventType[])
    .map((type) => renderBlock(type, events, around))
    .filter((block) => block !== '');
  return blocks.length === 0 ? '' : `## ${inlineMarkdown(title)}\n\n${blocks.join('\n\n')}\n\n`;
}

function renderBlock(type: EventType, events: readonly Event[], around: MarkdownAround): string {
  const { markdown } = EVENTS[type] as {
    markdown?: (all: readonly Event[], around: MarkdownAround) => string;
  };
  return (
    markdown?.(
      events.filter((event) => event.type === type),
      around,
    ) ?? ''
  );
}
