import type { ArgumentDefinition } from '#cli/option.ts';

/** The person that a command about one person is for. */
export const PERSON_ARGUMENT: ArgumentDefinition = {
  flags: '<person>',
  summary: 'ID (platform:native-id), @handle or URL of the profile',
};
