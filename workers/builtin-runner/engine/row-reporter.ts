/** Progress of work that goes row by row; says nothing when it is over quickly. */
import type { NodeContext } from './node-definition';

const QUIET_MS = 250;
const EVERY_MS = 200;

/**
 * @param totalRows how often the returned function will be called
 * @param preview a JPEG of what is done so far
 * @returns to be called after each row; gives way to the server and notices interrupts
 */
export function createRowReporter(
  context: NodeContext,
  totalRows: number,
  preview?: () => Promise<Uint8Array>,
): () => Promise<void> {
  let done = 0;
  let saidAt = performance.now() + QUIET_MS - EVERY_MS;
  return async () => {
    done += 1;
    await context.checkpoint();
    if (performance.now() - saidAt < EVERY_MS || done === totalRows) return;
    const jpeg = context.wantsPreviews() ? await preview?.() : undefined;
    context.progress(done, totalRows, jpeg);
    saidAt = performance.now();
  };
}
