/** Places for a bounded, changing number of holders; who asked first is served first. */

export interface Place {
  /** Gives the place back; more than once does nothing. */
  leave(): void;
}

export interface Room {
  /** Resolves with a place. Rejects when the signal aborts. */
  enter(signal: AbortSignal): Promise<Place>;
  /** Looks again at how many places there are. */
  refresh(): void;
  readonly taken: number;
}

interface Waiter {
  readonly admit: (place: Place) => void;
}

/** @param size how many places there are at the moment; 0 closes the room for newcomers */
export function createRoom(size: () => number): Room {
  const waiting = new Set<Waiter>();
  let taken = 0;

  function place(): Place {
    let isHeld = true;
    taken += 1;
    return {
      leave() {
        if (!isHeld) return;
        isHeld = false;
        taken -= 1;
        admitWaiting();
      },
    };
  }

  function admitWaiting(): void {
    for (const waiter of waiting) {
      if (taken >= size()) return;
      waiting.delete(waiter);
      waiter.admit(place());
    }
  }

  return {
    enter(signal) {
      if (signal.aborted) return Promise.reject(new Error('not waiting any more'));
      return new Promise((resolve, reject) => {
        const onAbort = () => {
          waiting.delete(waiter);
          reject(new Error('not waiting any more'));
        };
        const waiter: Waiter = {
          admit(granted) {
            signal.removeEventListener('abort', onAbort);
            resolve(granted);
          },
        };
        signal.addEventListener('abort', onAbort, { once: true });
        waiting.add(waiter);
        admitWaiting();
      });
    },
    refresh: admitWaiting,
    get taken() {
      return taken;
    },
  };
}
