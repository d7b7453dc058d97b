import type { CommandWords, Offer, OptionWords } from './words.ts';

export function fishScript(commands: readonly CommandWords[], globals: readonly OptionWords[]): string {
  return [
    'complete -c influscope -f',
    ...commands.map(
      ({ name, summary }) =>
        `complete -c influscope -n __fish_use_subcommand -a ${name} -d ${quote(summary)}`,
    ),
    ...globals.map((option) => optionLine('__fish_use_subcommand', option)),
    ...commands.flatMap(({ name, options, arguments: places }) => [
      ...options.map((option) => optionLine(`__fish_seen_subcommand_from ${name}`, option)),
      ...places.flatMap((place, at) => {
        // An earlier place with a choice of words is recognised by one of them.
        const earlier = places
          .slice(0, at)
          .map(({ offer }) => `; and __fish_seen_subcommand_from ${wordsOf(offer)}`);
        const taken = place.repeated ? '' : notYet(place.offer);
        const condition = `__fish_seen_subcommand_from ${name}${earlier.join('')}${taken}`;
        return offerOf(place.offer).map((what) => `complete -c influscope -n ${quote(condition)} ${what}`);
      }),
    ]),
  ].join('\n');
}

function optionLine(condition: string, { long, short, summary, value }: OptionWords): string {
  const names = `${short === undefined ? '' : `-s ${short} `}-l ${long}`;
  const takes = value === null ? '' : value.kind === 'files' ? ' -r -F' : ` -x ${offerOf(value).join(' ')}`;
  return `complete -c influscope -n ${quote(condition)} ${names}${takes.trimEnd()} -d ${quote(summary)}`;
}

function offerOf(offer: Offer): string[] {
  switch (offer.kind) {
    case 'nothing':
      return [];
    case 'files':
      return ['-F', ...(offer.words.length > 0 ? [`-a ${quote(offer.words.join(' '))}`] : [])];
    case 'words':
      return [
        offer.list
          ? `-a ${quote(`(__fish_complete_list , "printf '%s\\n' ${offer.words.join(' ')}")`)}`
          : `-a ${quote(offer.words.join(' '))}`,
      ];
    case 'values': {
      const ask = `type -q influscope; and influscope completion ${offer.values} 2>/dev/null`;
      return [`-a ${quote(offer.list ? `(__fish_complete_list , "${ask}")` : `(${ask})`)}`];
    }
  }
}

function wordsOf(offer: Offer): string {
  return offer.kind === 'words' ? offer.words.join(' ') : '';
}

function notYet(offer: Offer): string {
  return offer.kind === 'words' ? `; and not __fish_seen_subcommand_from ${wordsOf(offer)}` : '';
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
