/**
 * Changes made while answers are on their way: what the server read before them does not hold them,
 * so they are made once more on what arrives.
 */
export interface Journal<Change> {
  /** Call it before asking; the result when the answer is there, or will not come. */
  open(): CloseJournal<Change>;
  note(change: Change): void;
}

/** @returns the changes since the journal was opened, oldest first */
export type CloseJournal<Change> = () => readonly Change[];

export function createJournal<Change>(): Journal<Change> {
  let readers = 0;
  let noted: Change[] = [];
  return {
    open() {
      const from = noted.length;
      let isOpen = true;
      readers += 1;
      return () => {
        const since = noted.slice(from);
        if (isOpen) readers -= 1;
        isOpen = false;
        // Nobody waits for an answer any more that could be older than these.
        if (readers === 0) noted = [];
        return since;
      };
    },
    note(change) {
      if (readers > 0) noted.push(change);
    },
  };
}
