/** Tries a file again that did not load: it may be back, or have a new URL. */

/** After the first failure; later ones wait longer. */
const FIRST_WAIT_MS = 4_000;
/** Files whose object is gone for ever are asked for as well, so not too often. */
const LONGEST_WAIT_MS = 120_000;

/** @param failures how many tries have failed, from 1 on */
export function waitBefore(failures: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - 1));
}

interface FileRetryDeps {
  /** Asks for the item anew; when its URL is another one by then, this retry is stopped. */
  readonly refresh: () => Promise<void>;
  /** Whether a word on the failure stands in for the file; false tries the file again. */
  readonly setBroken: (broken: boolean) => void;
}

export interface FileRetry {
  /** The file did not load. */
  readonly failed: () => void;
  /** Ends the pause: what was in the way may be over. */
  readonly hurry: () => void;
  readonly stop: () => void;
}

/** For one URL. */
export function createFileRetry({ refresh, setBroken }: FileRetryDeps): FileRetry {
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isAsking = false;
  let isStopped = false;

  /** @returns whether the URL is still the same */
  const ask = async (): Promise<boolean> => {
    isAsking = true;
    await refresh();
    isAsking = false;
    return !isStopped;
  };
  const tryAgain = async (): Promise<void> => {
    timer = undefined;
    if (await ask()) setBroken(false);
  };
  const pause = (): void => {
    setBroken(true);
    timer = setTimeout(() => void tryAgain(), waitBefore(failures));
  };

  return {
    failed() {
      // One file may fail more than once: each of its thumbnails, or a film at several places.
      if (isStopped || isAsking || timer !== undefined) return;
      failures += 1;
      // Before each later try the item has just been asked for.
      if (failures > 1) pause();
      else
        void ask().then((isSame) => {
          if (isSame) pause();
        });
    },
    hurry() {
      if (timer === undefined) return;
      clearTimeout(timer);
      failures = 1;
      void tryAgain();
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
