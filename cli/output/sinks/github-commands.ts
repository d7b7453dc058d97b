/** Lines that a GitHub Actions runner takes for commands: they fold the log and annotate the run. */

export function openGroup(title: string): string {
  return `::group::${escapeData(title)}`;
}

export const CLOSE_GROUP = '::endgroup::';

export function annotate(level: 'error' | 'warning', title: string, message: string): string {
  return `::${level} title=${escapeProperty(title)}::${escapeData(message)}`;
}

/** https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts says what has to be escaped. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
