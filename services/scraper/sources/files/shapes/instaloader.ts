import { isObject } from '#scraper/reading/fields/posts.ts';
import type { Shape } from '../shape.ts';
import { part } from '../shape.ts';
import { readInstagramUser } from './instagram-web.ts';

/** A profile as instaloader saves it: `node` beside `instaloader`. */
export const instaloader: Shape = {
  name: 'instaloader profile',
  matches: (row) => isObject(row.instaloader) && isObject(row.node) && 'username' in row.node,
  read: (row, context) => readInstagramUser(part(row, 'node'), context),
};
