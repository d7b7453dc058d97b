import type { SavedCreator } from '#contract/lists/saved-creator.ts';

/** Requests at the same time: a server allows each client few. */
const AT_ONCE = 2;

type Figures = Pick<SavedCreator, 'name' | 'followers' | 'rate'>;

/** Today's names and figures of these profiles. `missing`: how many are no longer there or could not be read. */
export async function refreshFigures(
  ids: readonly string[],
): Promise<{ figures: Map<string, Figures>; missing: number }> {
  const figures = new Map<string, Figures>();
  const waiting = [...ids];
  const work = async () => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      const found = await read(id);
      if (found) figures.set(id, found);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { figures, missing: ids.length - figures.size };
}

async function read(id: string): Promise<Figures | undefined> {
  try {
    const answer = await fetch(`/profiles/${encodeURIComponent(id)}`);
    if (!answer.ok) return undefined;
    const { display_name, username, followers, engagement_rate } = await answer.json();
    return { name: display_name ?? username ?? id, followers, rate: engagement_rate };
  } catch {
    return undefined;
  }
}
