/**
 * Joins writes that come while another is under way into one command. A write that comes alone leaves
 * at once; under load the server commits once for many. Each caller still waits for its own write.
 */
const JOINED_MAX = 64;

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * @param writeAll writes all items, and gives their results in the same order. When it throws, all of
 *   its callers get the error, so items must bear being written again.
 */
export function joinWrites<Item, Result>(
  writeAll: (items: readonly Item[]) => Promise<readonly Result[]>,
): (item: Item) => Promise<Result> {
  const waiting: Waiting<Item, Result>[] = [];
  let isWriting = false;

  async function writeWaiting(): Promise<void> {
    isWriting = true;
    while (waiting.length > 0) {
      const joined = waiting.splice(0, JOINED_MAX);
      try {
        const results = await writeAll(joined.map(({ item }) => item));
        joined.forEach(({ resolve }, index) => resolve(results[index] as Result));
      } catch (error) {
        for (const { reject } of joined) reject(error);
      }
    }
    isWriting = false;
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (!isWriting) void writeWaiting();
    });
}
