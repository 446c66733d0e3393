/**
 * Joins calls that come while another is under way into one command. A call that comes alone leaves at
 * once; under load one command carries many, and the server commits once for all writes in it. Each
 * caller waits for its own: what it reads was read after it asked.
 */
const JOINED_MAX = 64;

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * @param callAll does it for all items, and gives their results in the same order. When it throws, all
 *   of its callers get the error, so items must bear being called again.
 */
export function joinCalls<Item, Result>(
  callAll: (items: readonly Item[]) => Promise<readonly Result[]>,
): (item: Item) => Promise<Result> {
  const waiting: Waiting<Item, Result>[] = [];
  let isCalling = false;

  async function callWaiting(): Promise<void> {
    isCalling = true;
    while (waiting.length > 0) {
      const joined = waiting.splice(0, JOINED_MAX);
      try {
        const results = await callAll(joined.map(({ item }) => item));
        joined.forEach(({ resolve }, index) => resolve(results[index] as Result));
      } catch (error) {
        for (const { reject } of joined) reject(error);
      }
    }
    isCalling = false;
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (!isCalling) void callWaiting();
    });
}
