/** The queues of an instance. */
export const QUEUE_NAMES = ['scrape-jobs', 'profile-events'] as const;
export type QueueName = (typeof QUEUE_NAMES)[number];
