import type { Profile } from '#domain/profile.ts';
import type { Question } from './measure.ts';
import { hasHandle, isNamed } from './profile-text.ts';

export const firstHandle = (text: string, wanted: Profile): Question => ({
  text,
  limit: 1,
  isRight: ({ data }) => hasHandle(data[0], wanted),
});
export const withinTen = (text: string, wanted: Profile): Question => ({
  text,
  limit: 10,
  isRight: ({ data }) => data.some((profile) => hasHandle(profile, wanted) || isNamed(profile, wanted)),
});
