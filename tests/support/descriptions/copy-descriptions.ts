/**
 * Copies the parts of the official descriptions of GitHub's and YouTube's interfaces that tests need:
 * `npm run descriptions FOLDER`, where FOLDER has `@octokit/openapi` and `@googleapis/youtube` installed. The
 * packages are no dependencies: the first takes 390 MB.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Description, Schema } from './description.ts';

const GITHUB_PATHS = [
  '/search/users',
  '/search/repositories',
  '/users/{username}',
  '/user/{account_id}',
  '/users/{username}/following',
  '/users/{username}/followers',
  '/users/{username}/repos',
];
/** Answers of YouTube by path below `/youtube/v3/`. */
const YOUTUBE_PATHS: Record<string, string> = {
  search: 'SearchListResponse',
  channels: 'ChannelListResponse',
  channelSections: 'ChannelSectionListResponse',
  subscriptions: 'SubscriptionListResponse',
  playlistItems: 'PlaylistItemListResponse',
  videos: 'VideoListResponse',
};

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Usage: npm run descriptions FOLDER');
const modules = join(folder, 'node_modules');
write('github', describeGitHub());
write('youtube', describeYouTube());

function describeGitHub(): Description {
  const text = readFileSync(join(modules, '@octokit/openapi/generated/api.github.com.json'), 'utf8');
  const { info, paths, components } = JSON.parse(text);
  const schemas: Record<string, Schema> = {};
  const copy = (value: unknown): Schema => {
    if (Array.isArray(value)) return value.map(copy) as never;
    if (typeof value !== 'object' || value === null) return value as never;
    const kept = Object.entries(value).filter(
      ([key]) => !['description', 'example', 'examples', 'title', 'discriminator'].includes(key),
    );
    const schema = Object.fromEntries(
      kept.map(([key, one]) => [
        key,
        key === 'properties'
          ? Object.fromEntries(Object.entries(one).map(([k, v]) => [k, copy(v)]))
          : copy(one),
      ]),
    );
    const name = '$ref' in value ? String(value.$ref).replace('#/components/schemas/', '') : null;
    if (name !== null && !(name in schemas)) {
      schemas[name] = {};
      schemas[name] = copy(components.schemas[name]);
    }
    return schema;
  };
  const answers = Object.fromEntries(
    GITHUB_PATHS.map((path) => {
      const { schema } = paths[path].get.responses['200'].content['application/json'];
      return [path, copy(schema)];
    }),
  );
  return { source: `@octokit/openapi ${info.version} (MIT)`, answers, schemas };
}

/** The declarations of the package are generated from Google's discovery document, one interface for each schema. */
function describeYouTube(): Description {
  const text = readFileSync(join(modules, '@googleapis/youtube/build/v3.d.ts'), 'utf8');
  const { version, license } = JSON.parse(
    readFileSync(join(modules, '@googleapis/youtube/package.json'), 'utf8'),
  );
  const declared = new Map(
    [...text.matchAll(/export interface Schema\$(\w+) \{\n(.*?)^ {4}\}/gms)].map(([, name, body]) => [
      name,
      body,
    ]),
  );
  const schemas: Record<string, Schema> = {};
  const fieldsOf = (body: string, pattern: RegExp): Record<string, Schema> =>
    Object.fromEntries([...body.matchAll(pattern)].map(([, field = '', type = '']) => [field, typeOf(type)]));
  const typeOf = (type: string): Schema => {
    const plain = type.replace(/ \| null$/, '').trim();
    if (plain.endsWith('[]')) return { type: 'array', items: typeOf(plain.slice(0, -2)) };
    const [, name] = /^Schema\$(\w+)$/.exec(plain) ?? [];
    if (name !== undefined) {
      add(name);
      return { $ref: `#/components/schemas/${name}` };
    }
    if (plain.startsWith('{'))
      return { type: 'object', properties: fieldsOf(plain, /^ +(\w+)\?: ([^;{]+);$/gm) };
    return { type: plain };
  };
  const add = (name: string) => {
    if (name in schemas) return;
    schemas[name] = {};
    const properties = fieldsOf(
      declared.get(name) ?? '',
      /^ {8}'?(\w+)'?\?: (\{.*?\}(?: \| null)?|[^{;]+);$/gms,
    );
    schemas[name] = { type: 'object', properties };
  };
  const answers = Object.fromEntries(
    Object.entries(YOUTUBE_PATHS).map(([path, name]) => [path, typeOf(`Schema$${name}`)]),
  );
  return { source: `@googleapis/youtube ${version} (${license})`, answers, schemas };
}

function write(name: string, description: Description): void {
  const path = new URL(`${name}.json`, import.meta.url);
  writeFileSync(path, `${JSON.stringify(description, null, 1)}\n`);
}
