import type { Static } from 'typebox';
import Type from 'typebox';
import { PlatformSchema } from '../profile.ts';

const nullableText = Type.Union([Type.String(), Type.Null()]);

/** Body of `POST /people/find`: an id (`platform:native-id`, `platform:@handle`), a `@handle` or the URL of a profile. */
export const FindPeopleBody = Type.Object(
  {
    who: Type.String({ minLength: 1, maxLength: 2_048 }),
    platform: Type.Optional(PlatformSchema),
  },
  { additionalProperties: false },
);
export type FindPeopleBody = Static<typeof FindPeopleBody>;

/** One person who matches. */
export const PersonMatchSchema = Type.Object({
  /** `platform:native-id`, or `platform:@handle` where no native id is known. */
  id: Type.String(),
  platform: PlatformSchema,
  username: nullableText,
  display_name: nullableText,
  followers: Type.Union([Type.Integer(), Type.Null()]),
  /** `false`: nothing is stored; the name alone can be refused. */
  stored: Type.Boolean(),
  /** The person was forgotten before: new data is refused. */
  forgotten: Type.Optional(Type.Boolean()),
});
export type PersonMatch = Static<typeof PersonMatchSchema>;

/** Answer of `POST /people/find`. Empty when nothing is stored under the name and it names no platform. */
export const PeopleFoundSchema = Type.Object({ people: Type.Array(PersonMatchSchema) });
export type PeopleFound = Static<typeof PeopleFoundSchema>;

/** Body of `POST /people/forget` and `POST /people/export`: the `id` of a match. */
export const PersonBody = Type.Object(
  { id: Type.String({ minLength: 3, maxLength: 600 }) },
  { additionalProperties: false },
);
export type PersonBody = Static<typeof PersonBody>;
