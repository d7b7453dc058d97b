import type { Alert } from '#contract/alerts/alert.ts';

/** Names as an attacker writes them: header and line breaks, escape sequences, a formula, a direction override. */
export const HOSTILE_NAME = '=Eve\r\nBcc: victim@example.com\r\n\r\n<script>\u001b[2J\u202e\u2028';

export function anAlert(over: Partial<Alert> = {}): Alert {
  return {
    v: 1,
    id: 'alert_00000000000000000000000000000001',
    kind: 'new_match',
    at: '2026-01-01T00:00:00.000Z',
    search: { name: 'bakers', query: 'bread' },
    profile: {
      id: 'x:1',
      platform: 'x',
      username: 'eve',
      display_name: HOSTILE_NAME,
      url: null,
      followers: 1_200,
      engagement_rate: 0.031,
    },
    figures: null,
    version: 1,
    ...over,
  };
}
