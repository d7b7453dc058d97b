/** Files by the files they import. */
export type Graph = ReadonlyMap<string, readonly string[]>;

/** For each group of files that import each other, its shortest cycle; the first file is not repeated at the end. */
export function findCycles(graph: Graph): string[][] {
  return findGroups(graph)
    .map((group) => shortestCycle(graph, new Set(group)))
    .filter((cycle) => cycle.length > 0);
}

/** Tarjan's strongly connected components, without recursion. */
function findGroups(graph: Graph): string[][] {
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const groups: string[][] = [];
  for (const root of graph.keys()) {
    if (order.has(root)) continue;
    const path: { file: string; next: number }[] = [{ file: root, next: 0 }];
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const { file } = top;
      if (top.next === 0) {
        order.set(file, order.size);
        low.set(file, order.get(file) ?? 0);
        open.push(file);
        isOpen.add(file);
      }
      const target = graph.get(file)?.[top.next++];
      if (target !== undefined) {
        if (!order.has(target)) path.push({ file: target, next: 0 });
        else if (isOpen.has(target)) low.set(file, Math.min(low.get(file) ?? 0, order.get(target) ?? 0));
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent) low.set(parent.file, Math.min(low.get(parent.file) ?? 0, low.get(file) ?? 0));
      if (low.get(file) !== order.get(file)) continue;
      const group = open.splice(open.indexOf(file));
      for (const member of group) isOpen.delete(member);
      groups.push(group);
    }
  }
  return groups;
}

function shortestCycle(graph: Graph, group: ReadonlySet<string>): string[] {
  let best: string[] = [];
  for (const start of group) {
    const from = new Map<string, string>();
    const queue = [start];
    for (const file of queue) {
      for (const target of graph.get(file) ?? []) {
        if (!group.has(target) || from.has(target)) continue;
        from.set(target, file);
        queue.push(target);
      }
    }
    if (!from.has(start)) continue;
    const cycle = [start];
    for (let at = from.get(start); at !== undefined && at !== start; at = from.get(at)) cycle.unshift(at);
    cycle.unshift(cycle.pop() as string);
    if (best.length === 0 || cycle.length < best.length) best = cycle;
  }
  return best;
}
