/** Steps in the order in which they came: at once while nothing waits, behind the others otherwise. */
export interface SerialChain {
  /** A step that takes no time. */
  run(step: () => void): void;
  /** A step that later ones have to wait for. */
  wait(step: () => Promise<void>): void;
  /** Whether something is being waited for. */
  readonly isBusy: boolean;
  /** Resolves when all steps so far are done. @throws the error of the step that failed */
  settle(): Promise<void>;
}

/** After a step failed, no later one is done: order and completeness are gone. */
export function createSerialChain(): SerialChain {
  let tail: Promise<void> | null = null;
  let failure: { readonly error: unknown } | null = null;

  function append(step: () => void | Promise<void>): void {
    const link: Promise<void> = (tail ?? Promise.resolve())
      .then(() => (failure === null ? step() : undefined))
      .catch((error: unknown) => {
        failure ??= { error };
      })
      .finally(() => {
        if (tail === link) tail = null;
      });
    tail = link;
  }

  return {
    run(step) {
      if (failure !== null) return;
      if (tail === null) step();
      else append(step);
    },
    wait: append,
    get isBusy() {
      return tail !== null;
    },
    async settle() {
      while (tail !== null) await tail;
      if (failure !== null) throw failure.error;
    },
  };
}
