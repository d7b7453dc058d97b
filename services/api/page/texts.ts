// Long: every text of the pages that a person reads, in one place.

import type { Status } from '#contract/lists/saved-creator.ts';
import type { NoEngagementReason } from '#domain/engagement.ts';
import type { AuthenticityRule, NoGrowthReason } from '#domain/enrichment.ts';
import type { Platform } from '#domain/platform.ts';
import type { Tier } from '#domain/tier.ts';

export const PLATFORM_NAMES: Readonly<Record<Platform, string>> = {
  bluesky: 'Bluesky',
  facebook: 'Facebook',
  github: 'GitHub',
  instagram: 'Instagram',
  linkedin: 'LinkedIn',
  mastodon: 'Mastodon',
  other: 'Other platform',
  pinterest: 'Pinterest',
  threads: 'Threads',
  tiktok: 'TikTok',
  twitch: 'Twitch',
  x: 'X',
  youtube: 'YouTube',
};

export const TIER_NAMES: Readonly<Record<Tier, string>> = {
  nano: 'Nano, 1k to 10k',
  micro: 'Micro, 10k to 100k',
  mid: 'Mid, 100k to 500k',
  macro: 'Macro, 500k to 1M',
  mega: 'Mega, from 1M',
};

/** Why there is no engagement rate. */
export const NO_RATE: Readonly<Record<NoEngagementReason, string>> = {
  no_posts: 'no posts',
  too_few_posts: 'fewer than six posts',
  likes_hidden: 'likes are hidden',
  followers_unknown: 'followers are unknown',
  no_followers: 'no followers',
  views_unknown: 'views are unknown',
};

export const NO_GROWTH: Readonly<Record<NoGrowthReason, string>> = {
  one_reading: 'There is only one reading of the followers.',
  no_reading_in_window: 'No reading is 7 to 90 days older than the newest one.',
  no_followers: 'There were no followers at the first reading.',
};

export const TEXTS = {
  product: 'InfluScope',
  skipToResults: 'Skip to results',
  skipToContent: 'Skip to content',

  search: {
    label: 'Search creators',
    placeholder: 'Name, handle, topic or bio',
    submit: 'Search',
    title: (query: string) => (query === '' ? 'Creators' : `${query}: creators`),
    suggestions: 'Suggestions',
    suggestionCount: (count: number) =>
      count === 1 ? '1 suggestion. Use the arrow keys.' : `${count} suggestions. Use the arrow keys.`,
  },

  results: {
    heading: 'Results',
    total: (count: string, isOne: boolean) => (isOne ? '1 creator' : `${count} creators`),
    took: (ms: string) => `${ms} ms`,
    sortLabel: 'Sort by',
    sorts: {
      relevance: 'Best match',
      followers: 'Followers',
      engagement: 'Engagement',
      growth: 'Growth',
      recent: 'Newest post',
      'posts-per-week': 'Posts per week',
    },
    fuzzy: 'Includes close spellings.',
    some: 'No profile has all the words. These profiles have most of them.',
    more: 'Show more creators',
    first: 'Back to the first results',
    end: (limit: string) => `The list ends after ${limit} creators. Narrow your search to see others.`,
    followers: 'Followers',
    engagement: 'Engagement',
    unknown: 'unknown',
    noRate: (reason: string) => `not computed: ${reason}`,
    ofFollowers: 'of followers',
    ofViews: 'of views',
    interval: (low: string, high: string, of: string) => `${low} to ${high} ${of}`,
    intervalTitle: (confidence: string, posts: number) =>
      `Median of ${posts} posts, with its ${confidence} confidence interval`,
    rank: (value: string | null, tier: string, platform: string) =>
      value === null
        ? `highest of all ${tier} creators here on ${platform}`
        : `above ${value}% of ${tier} creators here on ${platform}`,
    why: 'Matches',
    byMeaning: 'Found by meaning',
    missing: 'Without',
    inField: (word: string, fields: string) => `${word} in ${fields}`,
    fields: {
      username: 'handle',
      display_name: 'name',
      category: 'category',
      topics: 'topics',
      bio: 'bio',
      country: 'country',
    },
    guessed: 'guessed',
    verified: 'Verified',
    demo: 'demo',
    compare: 'Compare',
    save: 'Save',
    saved: 'Saved',
    compareSelected: 'Compare selected creators',
    compareCount: (count: number) => `Compare ${count} creators`,
    compareOneMore: 'Select another creator to compare',
  },

  plain: {
    readAs: 'Read as',
    edit: 'Edit this query',
    typed: 'Search the words as typed',
    asTyped: 'The words are searched as typed.',
    readThem: 'Search them as a question',
  },

  filters: {
    heading: 'Filters',
    apply: 'Apply filters',
    clear: 'Clear all filters',
    platform: 'Platform',
    tier: 'Audience size',
    category: 'Category',
    source: 'Source',
    followers: 'Followers',
    from: 'from',
    to: 'to',
    followersFrom: 'Followers from',
    followersTo: 'Followers to',
    engagement: 'Engagement, at least',
    percent: '%',
    more: (count: number) => `${count} more`,
    find: (facet: string) => `Find in ${facet.toLowerCase()}`,
    noValue: 'No value contains this text.',
    notCount: (text: string) => `"${text}" is not a number of followers. Write it as 10000, 10k or 1.5M.`,
    notPercent: (text: string) => `"${text}" is not an engagement rate in percent. Write it as 3 or 2.5.`,
    swapped: 'The lower limit of followers is greater than the upper limit.',
    near: (suggestion: string) => `Did you mean "${suggestion}"?`,
    stalePage: 'That page of results is no longer valid. These are the first results.',
  },

  none: {
    heading: 'No creator matches',
    short: (letters: number) => `Type at least ${letters} letters`,
    shortAbout: 'A shorter last word matches only whole words, and no profile has this one.',
    tips: [
      'Check the spelling, or use fewer words.',
      'Three letters of a name or handle are enough.',
      'Remove quotes and excluded words.',
    ],
    codes:
      'Write a language or country as a code, in English or in its own language, such as lang:de or country:germany.',
    withoutFilters: 'Search without the filters',
    everyone: 'Show all creators',
  },

  saveSearch: {
    heading: 'Save this search',
    save: 'Save it on the instance under a name. With --new-matches, each new creator who matches raises an alert.',
    run: 'Run the saved search.',
    about: 'Pages do not show saved searches, because anyone who can reach this address can open the pages.',
  },

  firstRun: {
    heading: 'There are no creators here yet',
    intro: 'InfluScope searches profiles that you collect. Use one of these commands to add some:',
    discover: 'Find creators on Bluesky or another live source.',
    discoverCommand: 'influscope discover "vegan food"',
    import: 'Import a list: CSV, JSON or an export from another tool.',
    importCommand: 'influscope import creators.csv',
    demo: 'Try it with generated profiles.',
    demoCommand: 'influscope up --demo',
    waiting: 'New profiles appear here as they arrive.',
    arriving: (count: string) => `${count} arrived so far`,
    ready: 'Show them',
  },

  error: {
    title: 'Something went wrong',
    notFoundTitle: 'Page not found',
    notFound: 'There is no page at this address.',
    unavailableTitle: 'InfluScope cannot search at the moment',
    unavailable: 'A required service does not respond. No data is lost.',
    code: 'Error code',
    reference: 'Request',
    retry: 'Try again',
    home: 'Go to the search',
    offline: 'No connection to InfluScope. The results below may be old.',
    reconnecting: 'Retrying',
    slow: 'Too many requests. The search will be retried soon.',
    loading: 'Loading',
  },

  menu: {
    search: 'Search',
    shortlist: 'Shortlist',
    dark: 'Dark colours',
    light: 'Light colours',
    keys: 'Keyboard',
    keysOn: 'Turn shortcuts off',
    keysOff: 'Turn shortcuts on',
    keyHelp:
      'Press / to search, the arrow keys to move between creators, Enter to open one, Esc to return to the search.',
  },

  footer: {
    about: 'Every figure shows how it was computed.',
    api: 'API description',
  },
} as const;

/** What an authenticity rule measured, and its limit; both are formatted. */
type RuleText = (value: string, limit: string) => string;

const RULES: Readonly<Record<AuthenticityRule, RuleText>> = {
  follows_too_many: (value, limit) => `Follows ${value} accounts for each follower. The limit is ${limit}.`,
  spam_phrases: (value, limit) => `${value} of the posts have spam phrases. The limit is ${limit}.`,
  repeated_post: (value, limit) => `Posted the same text ${value} times. The limit is ${limit}.`,
  mostly_links: (value, limit) => `${value} of the posts are links. The limit is ${limit}.`,
  never_posted: () => 'Never posted.',
  default_picture: (value, limit) => `Default picture for ${value} days. The limit is ${limit}.`,
  empty_profile: (value, limit) =>
    `No bio and no location, but follows ${value} accounts. The limit is ${limit}.`,
  inactive: (_value, limit) => `Fewer than three posts, or none for more than ${limit} days.`,
};

/** The page of one creator. */
export const CREATOR = {
  profile: 'Profile',
  open: (platform: string) => `Open on ${platform}`,
  followers: 'Followers',
  following: 'Following',
  posts: 'Posts',
  postsPerWeek: 'Posts per week',
  lastPost: 'Newest post',
  engagement: 'Engagement',
  engagementHeading: 'How the engagement was computed',
  perFollower: 'Likes, comments and shares of a post divided by the followers.',
  perView: 'Likes, comments and shares of a post divided by its views.',
  perViewNoShares: 'Likes and comments of a post divided by its views.',
  sample: (posts: number, days: number | null) =>
    `The figure is the median of ${posts} posts${days === null ? '' : ` over ${days} days`}.`,
  interval: (confidence: string, low: string, high: string) =>
    `With ${confidence} confidence, the median of the account is between ${low} and ${high}.`,
  noRate: (reason: string) => `There is no engagement rate: ${reason}.`,
  percentile: (value: string | null, population: string, tier: string, platform: string) =>
    `${value === null ? 'The highest' : `Higher than ${value}%`} of the ${population} ${tier} creators on ${platform} in this instance.`,
  reported: 'Stated by the source',
  reportedNote: 'Not measured: the source does not say which posts it counted.',
  perPost: (name: string) => `${name} per post`,
  averages: {
    likes: 'likes',
    comments: 'comments',
    shares: 'shares',
    views: 'views',
    interactions: 'interactions',
  },
  plotLabel: (posts: number, median: string) =>
    `Engagement of ${posts} posts over time. The median is ${median}.`,
  plotKeyPost: 'one post',
  plotKeyMedian: 'median',
  plotKeyBand: 'confidence interval of the median',
  noDetails: 'The posts behind this figure cannot be read at the moment.',
  growthHeading: 'Growth',
  growth: (days: number, from: string, to: string) => `In ${days} days, from ${from} to ${to} followers.`,
  historyLabel: (from: string, fromDay: string, to: string, toDay: string) =>
    `${from} followers on ${fromDay}, ${to} on ${toDay}`,
  sponsoredHeading: 'Sponsored posts',
  sponsored: (posts: number, declared: number, marked: number) =>
    declared + marked === 0
      ? `None of the newest ${posts} posts is marked as paid, by the platform or in its text.`
      : `Of the newest ${posts} posts, ${declared} are marked as paid by the platform and ${marked} in their text.`,
  likely: (count: number, share: string) =>
    `With the ${count === 1 ? 'post' : `${count} posts`} that may be paid, the share is ${share}.`,
  noShare: (reason: string) => `Not computed: ${reason}.`,
  signsHeading: 'Authenticity',
  rules: RULES,
  noRule: (checked: number) =>
    checked === 1 ? 'The 1 checked rule does not apply.' : `None of the ${checked} checked rules applies.`,
  someRules: (checked: number) =>
    `${checked === 1 ? '1 rule was' : `${checked} rules were`} checked. A rule that applies is a sign, not proof.`,
  unchecked: 'No rule could be checked.',
  topicsHeading: 'Topics',
  topicPosts: (posts: number) => (posts === 1 ? '1 post' : `${posts} posts`),
  topicWords: (words: string) => `from the words ${words}`,
  similarHeading: 'Similar creators',
  similarFollowers: (count: string) => `${count} followers`,
  shares: (reasons: string) => `Shares ${reasons}.`,
  reasons: {
    topics: 'topics',
    category: 'category',
    words: 'words',
    language: 'language',
    tier: 'audience size',
    country: 'country',
    meaning: 'a similar description',
  },
  sourcesHeading: 'Where each field comes from',
  field: 'Field',
  value: 'Value',
  source: 'Source',
  read: 'Last read',
  detected: 'detected in the texts',
  guessed: (words: string) => `guessed from ${words}`,
  computed: 'computed',
  fields: {
    username: 'Handle',
    display_name: 'Name',
    followers: 'Followers',
    following: 'Following',
    posts_count: 'Posts',
    category: 'Category',
    bio: 'Bio',
    verified: 'Verified',
    language: 'Language',
    country: 'Country',
    url: 'URL',
  },
  yes: 'yes',
  id: 'ID',
  readAt: (day: string, source: string) => `Last read on ${day} from ${source}.`,
  picture: (reason: string) => `The picture is a placeholder: ${reason}.`,
  json: 'This profile as JSON',
} as const;

export const COMPARE = {
  heading: 'Compare creators',
  empty: (limit: number) => `Select two to ${limit} creators in the results or on the shortlist.`,
  cut: (limit: number) => `Only the first ${limit} creators are shown.`,
  missing: (id: string) => `There is no profile "${id}".`,
  followers: 'Followers',
  growth: 'Growth',
  engagement: 'Engagement',
  rank: 'Rank here',
  rankValue: (percent: string | null) => (percent === null ? 'highest' : `above ${percent}%`),
  rankOf: (population: string, tier: string, platform: string) =>
    `of ${population} ${tier} creators on ${platform}`,
  postsPerWeek: 'Posts per week',
  lastPost: 'Newest post',
  sponsored: 'Sponsored posts',
  signs: 'Authenticity',
  signsOf: (fired: number, checked: number) =>
    `${fired} of ${checked} rules ${fired === 1 ? 'applies' : 'apply'}`,
  category: 'Category',
  topics: 'Topics',
  language: 'Language',
  country: 'Country',
  readAt: 'Last read',
  remove: 'Remove',
  removeLabel: (name: string) => `Remove ${name} from the comparison`,
  shared: 'Highlighted topics are shared.',
} as const;

const STATUS_NAMES: Readonly<Record<Status, string>> = {
  new: 'New',
  contacted: 'Contacted',
  in_talks: 'In talks',
  agreed: 'Agreed',
  declined: 'Declined',
};

export const SHORTLIST = {
  heading: 'Shortlist',
  instance: {
    heading: 'Lists and saved searches of the instance',
    about:
      'The instance also stores lists and saved searches. Pages do not show them, because anyone who can reach this address can open the pages. Use these commands:',
    lines: [
      [
        'Copy this shortlist, exported as CSV, to a list of the instance.',
        'influscope list import NAME shortlist.csv',
      ],
      [
        'Export a list of the instance as a file that you can import here.',
        'influscope list show NAME -o csv > shortlist.csv',
      ],
      ['Show all lists.', 'influscope list'],
      ['Show all saved searches.', 'influscope saved list'],
    ],
  },
  about: 'The list is stored in this browser only. Export it to keep it or to share it.',
  needsScript: 'The shortlist is stored in the browser and needs JavaScript.',
  empty: 'No creators are saved yet. Save some from the results, or import a list.',
  export: 'Export as CSV',
  import: 'Import CSV',
  fileName: 'shortlist.csv',
  refresh: 'Update figures',
  show: 'Show',
  all: 'All',
  statuses: STATUS_NAMES,
  followers: 'followers',
  engagement: 'engagement',
  savedOn: (day: string) => `saved on ${day}`,
  statusOf: (name: string) => `Status of ${name}`,
  note: 'Note',
  noteOf: (name: string) => `Note about ${name}`,
  remove: 'Remove',
  removeLabel: (name: string) => `Remove ${name} from the shortlist`,
  notKept: 'This browser cannot store the list: its storage is full or blocked.',
  imported: (added: number, changed: number, leftOut: number) =>
    `Imported: ${added} added, ${changed} changed${leftOut === 0 ? '' : `, ${leftOut} skipped`}.`,
  /** Lines of the file that were skipped. */
  wrongIds: (lines: string) => `No valid ID (such as instagram:1815) in line ${lines}.`,
  wrongStatuses: (lines: string, statuses: string) =>
    `Unknown status in line ${lines}; the statuses are ${statuses}.`,
  refreshed: (count: number, missing: number) =>
    `Updated ${count}${missing === 0 ? '' : `; ${missing} could not be read`}.`,
} as const;

/** The page that asks for an API key. */
export const KEY = {
  heading: 'API key required',
  intro: 'The operator of this instance requires an API key. Enter yours to continue.',
  stored: 'API key',
  replace: 'This browser stores an API key. To replace it, enter another one.',
  wrong: 'This key does not exist or was revoked.',
  label: 'API key',
  submit: 'Continue',
  kept: 'This browser stores the key in a cookie for 30 days. Scripts cannot read it.',
  forget: 'Remove the key from this browser',
} as const;
