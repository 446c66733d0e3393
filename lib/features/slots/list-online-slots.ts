/** The slots that answer for a pool now. */
import { isOnline, type Slot } from '@/lib/domain/slot';
import type { SlotRepository } from '@/prisma-free-db/repositories/slots';

/** Questions within this time get one answer; slots report every few seconds. */
const FRESH_MS = 500;

export interface OnlineSlots {
  /** Most recently heard first. */
  forPool(pool: string): Promise<readonly Slot[]>;
}

/** Many requests at once cost one query a pool. */
export function createOnlineSlots(slots: Pick<SlotRepository, 'listAsSystem'>): OnlineSlots {
  const answers = new Map<string, { askedAt: number; slots: Promise<readonly Slot[]> }>();

  async function query(pool: string): Promise<readonly Slot[]> {
    const now = new Date();
    return (await slots.listAsSystem(pool)).filter((slot) => isOnline(slot, now));
  }

  return {
    forPool(pool) {
      const known = answers.get(pool);
      if (known !== undefined && Date.now() - known.askedAt < FRESH_MS) return known.slots;
      const answer = { askedAt: Date.now(), slots: query(pool) };
      answers.set(pool, answer);
      answer.slots.catch(() => answers.delete(pool));
      return answer.slots;
    },
  };
}
