import Type from 'typebox';
import { PlatformSchema } from '#contract/profile.ts';

export const CREATOR = Type.String({
  minLength: 1,
  maxLength: 300,
  description: 'id of a result, e.g. github:1024025, or @handle',
});

export const PLATFORM = Type.Optional(PlatformSchema);

export const QUERY = Type.String({
  maxLength: 1_000,
  description:
    'Words, "phrases", -excluded words, field:value, OR, parentheses; all must match. Example: vegan platform:bluesky followers:10k..100k engagement:>=3. list_facets lists the fields',
});

/** Closed objects: an argument that does not exist is an error, not ignored. */
export const CLOSED = { additionalProperties: false } as const;
