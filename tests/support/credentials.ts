/** Keys of the Secret `influscope-credentials`. */
export const CREDENTIALS: readonly string[] = [
  'admin-token',
  'privacy-key',
  'objects-access-key',
  'objects-reader-access-key',
  'objects-reader-secret-key',
  'objects-secret-key',
  'queue-password',
  'queue-username',
  'rabbitmq-erlang-cookie',
  'search-password',
  'search-reader-password',
  'search-reader-username',
  'search-username',
];
