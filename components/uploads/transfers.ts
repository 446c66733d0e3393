/** Files on their way, one after the other, and what became of them. */
import { documentProblem } from '@/components/api/document-problem';

import { SendFailure } from './send-failure';
import { sendFile, type SendProgress, type SentFile } from './send-file';

export type TransferState = 'waiting' | SendProgress['step'] | 'done' | 'failed';

export interface Transfer {
  readonly id: number;
  readonly name: string;
  readonly bytes: number;
  readonly state: TransferState;
  /** Of the step that goes on. */
  readonly bytesDone: number;
  readonly sent: SentFile | null;
  readonly failure: SendFailure | null;
}

export interface Transfers {
  readonly list: readonly Transfer[];
  /**
   * @returns the file as graphs name it, a failure that no repetition helps, or null when somebody
   *   cancelled it; where repeating may help, the answer waits until that was done
   */
  add(file: File, subfolder?: string): Promise<SentFile | SendFailure | null>;
  /** Ends it, wherever it is, and takes it off the list. */
  remove(id: number): void;
  retry(id: number): void;
}

interface Entry {
  facts: Transfer;
  readonly file: File;
  readonly subfolder: string;
  stop: AbortController;
  readonly settle: (end: SentFile | SendFailure | null) => void;
}

/** Nothing goes on with it by itself. */
export const isOver = ({ state }: Pick<Transfer, 'state'>): boolean =>
  state === 'done' || state === 'failed';

/** @param changed is called after every change of the list */
export function createTransfers(changed: () => void): Transfers {
  const entries: Entry[] = [];
  let lastId = 0;
  let isBusy = false;

  const change = (entry: Entry, facts: Partial<Transfer>): void => {
    entry.facts = { ...entry.facts, ...facts };
    changed();
  };

  async function send(entry: Entry): Promise<void> {
    const { file, subfolder, stop } = entry;
    try {
      const sent = await sendFile(file, {
        subfolder,
        signal: stop.signal,
        onProgress: ({ step, bytes }) => change(entry, { state: step, bytesDone: bytes }),
      });
      change(entry, { state: 'done', sent });
      entry.settle(sent);
    } catch (error) {
      if (stop.signal.aborted) return;
      const failure =
        error instanceof SendFailure ? error : new SendFailure('internal', documentProblem(error));
      change(entry, { state: 'failed', failure });
      if (!failure.isPassing) entry.settle(failure);
    }
  }

  async function work(): Promise<void> {
    if (isBusy) return;
    isBusy = true;
    const next = (): Entry | undefined => entries.find(({ facts }) => facts.state === 'waiting');
    for (let entry = next(); entry !== undefined; entry = next()) {
      change(entry, { state: 'reading', bytesDone: 0, failure: null });
      await send(entry);
    }
    isBusy = false;
  }

  // A closed page sends nothing; what it had sent is not sent again, but that is not known to everybody.
  window.addEventListener('beforeunload', (event) => {
    if (!entries.every(({ facts }) => isOver(facts))) event.preventDefault();
  });

  return {
    get list() {
      return entries.map(({ facts }) => facts);
    },
    add(file, subfolder = '') {
      lastId += 1;
      const { name, size: bytes } = file;
      const facts: Transfer = {
        ...{ id: lastId, name, bytes, state: 'waiting', bytesDone: 0 },
        ...{ sent: null, failure: null },
      };
      return new Promise((settle) => {
        entries.push({ facts, file, subfolder, stop: new AbortController(), settle });
        changed();
        void work();
      });
    },
    remove(id) {
      const at = entries.findIndex(({ facts }) => facts.id === id);
      const [entry] = at < 0 ? [] : entries.splice(at, 1);
      if (entry === undefined) return;
      entry.stop.abort(new DOMException('cancelled', 'AbortError'));
      entry.settle(null);
      changed();
    },
    retry(id) {
      const entry = entries.find(({ facts }) => facts.id === id);
      if (entry?.facts.state !== 'failed') return;
      entry.stop = new AbortController();
      change(entry, { state: 'waiting', bytesDone: 0, failure: null });
      void work();
    },
  };
}
