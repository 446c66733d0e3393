/** What a command ends with when it cannot do its work. */

export const EXIT_FAILED = 1;
export const EXIT_USAGE = 2;

/** A failure with one clear line for the terminal: what is wrong and what to do. */
export class LauncherError extends Error {
  /**
   * @param {string} message one line
   * @param {number} [exitCode]
   */
  constructor(message, exitCode = EXIT_FAILED) {
    super(message);
    this.name = 'LauncherError';
    this.exitCode = exitCode;
  }
}

/** A command line that is not understood. */
export class UsageError extends LauncherError {
  /** @param {string} message one line */
  constructor(message) {
    super(message, EXIT_USAGE);
    this.name = 'UsageError';
  }
}

/**
 * The text of anything thrown, in one line.
 * @param {unknown} error
 */
export function oneLine(error) {
  const text = error instanceof Error ? error.message : String(error);
  return text.replaceAll(/\s*\n\s*/g, ' ').trim();
}
