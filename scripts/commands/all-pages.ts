import { COMMANDS } from '#cli/commands/index.ts';
import { describeCommand, describeGlobalOptions } from './describe-command.ts';
import { renderMainManPage, renderManPage } from './render-man.ts';
import { renderCommandIndex, renderCommandPage } from './render-markdown.ts';

/** Every page of `docs/commands`, by file name. */
export function commandPages(): Map<string, string> {
  const pages = COMMANDS.map(describeCommand);
  return new Map([
    ['README.md', renderCommandIndex(pages, describeGlobalOptions())],
    ...pages.map((page) => [`${page.name}.md`, renderCommandPage(page)] as const),
  ]);
}

/** Every manual page, by file name. */
export function manPages(version: string): Map<string, string> {
  const pages = COMMANDS.map(describeCommand);
  return new Map([
    ['influscope.1', renderMainManPage(pages, describeGlobalOptions(), version)],
    ...pages.map((page) => [`influscope-${page.name}.1`, renderManPage(page, version)] as const),
  ]);
}
