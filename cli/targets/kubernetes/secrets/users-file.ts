import { pbkdf2Sync, randomBytes } from 'node:crypto';

/** Bash that adds the user on stdin, `NAME HASH`, to the files of users in the folder `$1`, as a superuser. */
export const ADD_USER =
  'read -r name hash; umask 007; echo "$name:$hash" >> "$1/users"; echo "superuser:$name" >> "$1/users_roles"';

/** Bash that removes the user on stdin, `NAME`, from the files of users in the folder `$1`. All other lines stay. */
export const REMOVE_USER = `read -r name
for file in "$1/users" "$1/users_roles"; do
  lines=$(grep -vF "$name" "$file")
  [ -z "$lines" ] || lines=$lines$'\\n'
  printf %s "$lines" > "$file"
done`;

/** Elasticsearch's `pbkdf2` hash: SHA-512, 256 bits, 10,000 rounds. */
const ROUNDS = 10_000;
const KEY_BYTES = 32;

/** The hash of a password in the form of Elasticsearch's file `users`. */
export function hashPassword(password: string, salt: Buffer = randomBytes(KEY_BYTES)): string {
  const key = pbkdf2Sync(password, salt, ROUNDS, KEY_BYTES, 'sha512');
  return `{PBKDF2}${ROUNDS}$${salt.toString('base64')}$${key.toString('base64')}`;
}
