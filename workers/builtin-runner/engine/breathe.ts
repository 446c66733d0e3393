/** Nodes compute on the thread that also answers requests, so they give way at short intervals. */
import { setImmediate as nextTurn } from 'node:timers/promises';

const BREATHE_EVERY_MS = 15;

/** @returns a function that waits for one turn of the event loop when it is due */
export function createBreather(): () => Promise<void> {
  let breathedAt = performance.now();
  return async () => {
    if (performance.now() - breathedAt < BREATHE_EVERY_MS) return;
    await nextTurn();
    breathedAt = performance.now();
  };
}
