import type { JudgeAnswer } from '../http/json-client-options.ts';
import { SourceFault } from '../source-fault.ts';

/** Reasons of https://developers.google.com/youtube/v3/docs/core_errors that the status alone does not tell. */
const REASONS: Readonly<Record<string, SourceFault['kind']>> = {
  quotaExceeded: 'exhausted',
  dailyLimitExceeded: 'exhausted',
  rateLimitExceeded: 'passing',
  userRateLimitExceeded: 'passing',
  playlistNotFound: 'gone',
  channelNotFound: 'gone',
  subscriberNotFound: 'gone',
};

/** The first reason of an error document: `{error: {errors: [{reason}]}}`. */
export const judgeYouTube: JudgeAnswer = ({ status, value, host }) => {
  const { error } = (value ?? {}) as { error?: { errors?: { reason?: unknown }[] } };
  const reason = Array.isArray(error?.errors) ? error.errors[0]?.reason : undefined;
  if (typeof reason !== 'string' || !/^[A-Za-z]{1,60}$/.test(reason)) return null;
  const message = `${host} answered ${status} (${reason})`;
  const kind = REASONS[reason];
  return kind === undefined ? null : new SourceFault(kind, message, { status, code: reason });
};
