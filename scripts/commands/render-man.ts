import type { CommandPage, Row } from './describe-command.ts';

/** `influscope-NAME.1`, in the man macros. */
export function renderManPage(page: CommandPage, version: string): string {
  const { name, aliases, summary, usage, notes, examples } = page;
  return toManual(`influscope-${name}`, summary, version, [
    ['SYNOPSIS', [bold(usage.split(' ').slice(0, 2).join(' ')), text(usage.split(' ').slice(2).join(' '))]],
    [
      'DESCRIPTION',
      [text(summary), ...(aliases.length === 0 ? [] : ['.PP', text(`Also: ${aliases.join(', ')}.`)])],
    ],
    ['ARGUMENTS', rows(page.arguments)],
    ['OPTIONS', [...rows(page.options), '.PP', text('influscope(1) has the options of every command.')]],
    ['NOTES', lines(notes)],
    ['EXAMPLES', lines(examples)],
    ['SEE ALSO', [text('influscope(1)')]],
  ]);
}

/** `influscope.1`: the list of all commands. */
export function renderMainManPage(
  pages: readonly CommandPage[],
  globals: readonly Row[],
  version: string,
): string {
  const summary = 'Discover creators, measure their engagement honestly, and search them.';
  return toManual('influscope', summary, version, [
    ['SYNOPSIS', [bold('influscope'), text('<command> [options]')]],
    ['DESCRIPTION', [text(summary)]],
    ['COMMANDS', rows(pages.map(({ name, summary: meaning }) => ({ term: name, meaning })))],
    ['OPTIONS', rows(globals)],
    ['SEE ALSO', [text(pages.map(({ name }) => `influscope-${name}(1)`).join(', '))]],
  ]);
}

type Section = [heading: string, body: readonly string[]];

function toManual(name: string, summary: string, version: string, sections: readonly Section[]): string {
  const kept = sections.filter(([, body]) => body.length > 0);
  return [
    `.TH ${name.toUpperCase().replaceAll('-', '\\-')} 1 "" "InfluScope ${version}" "InfluScope"`,
    '.SH NAME',
    `${toRoff(name)} \\- ${toRoff(summary.replace(/\.$/, ''))}`,
    ...kept.flatMap(([heading, body]) => [`.SH ${heading}`, ...body]),
    '',
  ].join('\n');
}

function rows(all: readonly Row[]): string[] {
  return all.flatMap(({ term, meaning }) => ['.TP', bold(term), text(meaning)]);
}

function lines(all: readonly string[]): string[] {
  return all.length === 0 ? [] : ['.nf', ...all.map(text), '.fi'];
}

function bold(term: string): string {
  return `.B ${toRoff(term)}`;
}

/** On a line of its own, so that it does not look like a request. */
function text(line: string): string {
  return toRoff(line).replace(/^(?=[.'])/, '\\&');
}

function toRoff(line: string): string {
  return line.replaceAll('\\', '\\e').replaceAll('-', '\\-').replaceAll('"', '\\(dq');
}
