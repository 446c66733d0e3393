/** Writes a run's latest progress now and then: a trivial prompt never costs a write. */
import type { ComfyMessage } from '@/lib/domain/user-event';
import type { RunId } from '@/lib/kernel/ids';
import type { RunProgress, RunProgressStore } from '@/lib/realtime/run-progress';

const WRITE_EVERY_MS = 100;

export interface ProgressKeeper {
  note(message: ComfyMessage): void;
  stop(): void;
}

export function createProgressKeeper(store: RunProgressStore, runId: RunId): ProgressKeeper {
  let latest: RunProgress = {};
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;

  return {
    note(message) {
      if (isStopped) return;
      latest = { ...latest, [message.type]: message };
      timer ??= setTimeout(() => {
        timer = undefined;
        store.write(runId, latest);
        latest = {};
      }, WRITE_EVERY_MS);
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
