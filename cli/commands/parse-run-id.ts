const RUN_ID = /^[a-z0-9-]{8,64}$/;

/** The id of a discovery or a refresh, as its events and notes have it. */
export function parseRunId(text: string): string {
  if (RUN_ID.test(text)) return text;
  throw new Error('Expected an ID such as 5f3a9c01-be22-4e1c-9a57-0d6f1c8b7e42.');
}
