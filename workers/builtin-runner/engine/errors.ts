/** What can stop a node. Names are those which ComfyUI reports as `exception_type`. */

/** A node refused or failed; the text goes to the person who runs the graph. */
export class NodeError extends Error {
  constructor(
    message: string,
    /** Python's name of the exception that ComfyUI would raise. */
    readonly exceptionType = 'Exception',
    /** Advice that is put after the message. */
    readonly tips = '',
  ) {
    super(message);
    this.name = 'NodeError';
  }
}

/** The prompt was interrupted; not a fault of the node. */
export class InterruptedError extends Error {
  constructor() {
    super('Processing interrupted');
    this.name = 'InterruptedError';
  }
}
