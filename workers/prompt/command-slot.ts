/** Carries out what an admin told a slot, one thing after the other. */
import { setTimeout as delay } from 'node:timers/promises';

import type { SlotOrder, SlotWish } from '@/lib/domain/slot';
import { errorMessage } from '@/lib/kernel/errors';
import type { Logger } from '@/lib/kernel/log';

import type { ActiveRuns } from './active-runs';
import type { Slot } from './slot';

export interface SlotCommander {
  readonly id: string;
  /** Null: nothing was ever told. May be called with the same order again and again. */
  obey(order: SlotOrder | null): void;
}

const LOOK_EVERY_MS = 100;

export function commandSlot(options: {
  readonly slot: Slot;
  readonly activeRuns: ActiveRuns;
  /** How long runs may go on after the slot was told to stop. */
  readonly drainMs: number;
  readonly log: Logger;
}): SlotCommander {
  const { slot, activeRuns, drainMs, log } = options;
  let wanted: SlotWish = 'enabled';
  /** Undefined before the first look: a restart from before this start is done. */
  let restartId: string | null | undefined;
  let preheatId: string | null | undefined;
  let working = Promise.resolve();

  const held = () => activeRuns.all().filter(({ lease }) => lease.slotId === slot.id);

  /** Runs end by themselves within the limit, or are handed back. */
  async function empty(): Promise<void> {
    const until = Date.now() + drainMs;
    while (held().length > 0 && Date.now() < until) await delay(LOOK_EVERY_MS);
    for (const active of held()) active.stop('hand-back');
    while (held().length > 0) await delay(LOOK_EVERY_MS);
  }

  async function change(wish: SlotWish, by: string): Promise<void> {
    log.info({ slot: slot.id, wish, by }, 'slot was told');
    if (wish === 'enabled') {
      slot.standUp();
      slot.open();
      return;
    }
    slot.drain(`${wish === 'drained' ? 'drained' : 'being disabled'} by ${by}`);
    if (wish === 'drained') {
      slot.standUp();
      return;
    }
    await empty();
    await slot.standDown('disabled', `disabled by ${by}`);
  }

  async function restart(by: string): Promise<void> {
    if (wanted === 'disabled') return;
    log.info({ slot: slot.id, by }, 'slot is restarted');
    slot.drain(`being restarted by ${by}`);
    await empty();
    slot.renew(`restarted by ${by}`);
    if (wanted === 'enabled') slot.open();
    else slot.drain(`drained by ${by}`);
  }

  /** Nobody's prompt is mixed with it: what runs ends first, unless something else is wanted meanwhile. */
  async function preheat(by: string): Promise<void> {
    if (wanted === 'disabled') return;
    log.info({ slot: slot.id, by }, 'slot is pre-heated');
    slot.drain(`being pre-heated, asked by ${by}`);
    const atFirst = wanted;
    while (held().length > 0) {
      await delay(LOOK_EVERY_MS);
      if (wanted !== atFirst) return;
    }
    await slot.preheat().finally(() => {
      if (wanted === 'enabled') slot.open();
      else slot.drain(`drained by ${by}`);
    });
  }

  function next(step: () => Promise<void>): void {
    working = working.then(step).catch((error: unknown) => {
      log.error({ slot: slot.id, error: errorMessage(error) }, 'slot did not obey');
    });
  }

  return {
    id: slot.id,
    obey(order) {
      const { by = '' } = order ?? {};
      const wish = order?.wanted ?? 'enabled';
      const asked = order?.restartId ?? null;
      if (wish !== wanted) {
        wanted = wish;
        next(() => change(wish, by));
      }
      if (restartId !== undefined && asked !== null && asked !== restartId) next(() => restart(by));
      restartId = asked;
      const heat = order?.preheatId ?? null;
      if (preheatId !== undefined && heat !== null && heat !== preheatId) next(() => preheat(by));
      preheatId = heat;
    },
  };
}
