import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 20;
const TIMEOUT_MS = 20_000;

/**
 * Waits until the condition gives something true, and returns it. Tests wait for conditions, never
 * for time.
 * @param what names the condition in the error, such as `the end of the run`
 * @throws when the time is over, or what the condition throws
 */
export async function waitFor<Value>(
  condition: () => Value | Promise<Value>,
  what: string,
  timeoutMs: number = TIMEOUT_MS,
): Promise<Exclude<Value, false | null | undefined | 0 | ''>> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await condition();
    if (value) return value as Exclude<Value, false | null | undefined | 0 | ''>;
    if (Date.now() > deadline) throw new Error(`waited ${timeoutMs} ms for ${what}`);
    await delay(POLL_MS);
  }
}
