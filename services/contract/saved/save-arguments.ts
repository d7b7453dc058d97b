import type { SaveSearchBody } from './saved-search.ts';

/** The arguments of influscope that save this search. */
export function saveArguments(
  name: string,
  { query, alerts = {}, to = [], plain, replace }: SaveSearchBody,
): string[] {
  const { new_matches, growth_over: growth, engagement_falls_over: falls } = alerts;
  return [
    'saved',
    'add',
    ...(plain ? ['--plain'] : []),
    ...(replace ? ['--replace'] : []),
    ...(new_matches ? ['--new-matches'] : []),
    ...(typeof growth === 'number' ? ['--growth-over', String(growth)] : []),
    ...(typeof falls === 'number' ? ['--engagement-falls', String(falls)] : []),
    ...to.flatMap((address) => ['--to', address]),
    ...([name, query].some((one) => one.startsWith('-')) ? ['--'] : []),
    name,
    query,
  ];
}
