/** Tasks one after the other, in the order in which they came. A failed one does not stop the line. */
export interface TaskLine {
  /** How many have not ended yet. */
  readonly length: number;
  add(task: () => Promise<void> | void): void;
}

export function createTaskLine(onError: (error: unknown) => void): TaskLine {
  let last: Promise<void> = Promise.resolve();
  let length = 0;
  return {
    get length() {
      return length;
    },
    add(task) {
      length += 1;
      last = last
        .then(task)
        .catch(onError)
        .then(() => void (length -= 1));
    },
  };
}
