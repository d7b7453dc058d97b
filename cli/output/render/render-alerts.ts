import type { Alert, AlertKind, Alerts } from '#contract/alerts/alert.ts';
import { formatCount, formatRate, formatShortCount, oneLine } from '../text/format.ts';
import type { Rendered } from '../write-rows.ts';

const TITLES: Readonly<Record<AlertKind, string>> = {
  new_match: 'new match',
  growth: 'growth',
  engagement_fall: 'engagement falls',
};

export function renderAlerts({ alerts, waiting }: Alerts): Rendered {
  const remarks = [
    ...(alerts.length === 0
      ? [
          {
            text: 'There are no alerts. Save a search that raises alerts',
            command: ['saved', 'add', 'vegan-de', 'vegan lang:de', '--new-matches'],
          },
        ]
      : []),
    ...(waiting > 0 ? [`${formatCount(waiting)} deliveries are waiting`] : []),
  ];
  return { lines: alerts.map(describeAlert), remarks };
}

/** `2026-01-02 10:00:00  vegan-de  growth +12% (10k to 11.2k followers): instagram:1 @ada "Ada"`. */
export function describeAlert({ at, kind, search, profile, figures }: Alert): string {
  const names = [
    profile.id,
    ...(profile.username === null ? [] : [`@${profile.username}`]),
    ...(profile.display_name === null ? [] : [`"${profile.display_name}"`]),
  ];
  const fact = figures === null ? TITLES[kind] : `${TITLES[kind]} ${describeFigures(kind, figures)}`;
  return oneLine(`${at.slice(0, 19).replace('T', ' ')}  ${search.name}  ${fact}: ${names.join(' ')}`);
}

function describeFigures(kind: AlertKind, { from, to, change }: NonNullable<Alert['figures']>): string {
  const sign = change < 0 ? '-' : '+';
  const range =
    kind === 'growth'
      ? `${formatShortCount(from)} to ${formatShortCount(to)} followers`
      : `${formatRate(from)} to ${formatRate(to)}`;
  return `${sign}${formatRate(Math.abs(change))} (${range})`;
}
