/**
 * Shows the steps of set-up and start. On a terminal one live line a running step, with the time it
 * takes and its reason; elsewhere plain lines without control characters.
 */

const FRAME_MS = 120;
const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/**
 * @typedef {object} Progress
 * @property {(title: string, reason: string) => StepDisplay} begin
 * @property {(line: string) => void} say a line that stays
 */

/**
 * @typedef {object} StepDisplay
 * @property {(text: string) => void} detail what happens now; shown on a terminal only
 * @property {(note?: string) => void} done
 * @property {(how?: string) => void} failed
 */

/** @param {number} milliseconds */
export function seconds(milliseconds) {
  return milliseconds < 60_000
    ? `${(milliseconds / 1000).toFixed(1)} s`
    : `${Math.floor(milliseconds / 60_000)} min ${Math.round((milliseconds % 60_000) / 1000)} s`;
}

/**
 * @param {NodeJS.WriteStream} stream
 * @returns {Progress}
 */
export function createProgress(stream) {
  return stream.isTTY ? liveProgress(stream) : plainProgress((line) => stream.write(`${line}\n`));
}

/**
 * @param {(line: string) => void} write
 * @returns {Progress}
 */
function plainProgress(write) {
  return {
    say: write,
    begin(title, reason) {
      const startedAt = Date.now();
      write(`- ${title} (${reason})`);
      return {
        detail: () => undefined,
        done: (note = '') =>
          write(`  done: ${title}, ${seconds(Date.now() - startedAt)}${note && `, ${note}`}`),
        failed: (how = 'failed') => write(`  ${how}: ${title}, ${seconds(Date.now() - startedAt)}`),
      };
    },
  };
}

/**
 * What a background process tells its parent, which shows it.
 * @typedef {{ line: string } | { begin: number, title: string, reason: string } | { done: number, note: string } | { failed: number, how: string | undefined }} ProgressMessage
 */

/**
 * A display that is shown by another process.
 * @param {(message: ProgressMessage) => void} send
 * @returns {Progress}
 */
export function remoteProgress(send) {
  let steps = 0;
  return {
    say: (line) => send({ line }),
    begin(title, reason) {
      const step = (steps += 1);
      send({ begin: step, title, reason });
      return {
        detail: () => undefined,
        done: (note = '') => send({ done: step, note }),
        failed: (how) => send({ failed: step, how }),
      };
    },
  };
}

/**
 * The other end of `remoteProgress`.
 * @param {Progress} progress
 * @returns {(message: ProgressMessage) => void}
 */
export function showRemote(progress) {
  /** @type {Map<number, StepDisplay>} */
  const displays = new Map();
  return (message) => {
    if ('line' in message) progress.say(message.line);
    if ('begin' in message) {
      displays.set(message.begin, progress.begin(message.title, message.reason));
    }
    if ('done' in message) displays.get(message.done)?.done(message.note);
    if ('failed' in message) displays.get(message.failed)?.failed(message.how);
  };
}

/**
 * @param {NodeJS.WriteStream} stream
 * @returns {Progress}
 */
function liveProgress(stream) {
  /** @type {Set<{ title: string, text: string, startedAt: number }>} */
  const running = new Set();
  let drawn = 0;
  let frame = 0;
  /** @type {NodeJS.Timeout | undefined} */
  let timer;

  const clear = () => {
    if (drawn > 0) stream.write(`\u001B[${drawn}A\u001B[0J`);
    drawn = 0;
  };
  const draw = () => {
    clear();
    const width = Math.max(40, stream.columns || 80) - 1;
    for (const step of running) {
      const head = `${FRAMES[frame % FRAMES.length]} ${step.title}  ${seconds(Date.now() - step.startedAt)}`;
      const line = `${head}  ${step.text}`.slice(0, width);
      stream.write(`${line.slice(0, head.length)}\u001B[2m${line.slice(head.length)}\u001B[0m\n`);
      drawn += 1;
    }
  };
  const say = (/** @type {string} */ line) => {
    clear();
    stream.write(`${line}\n`);
    draw();
  };
  return {
    say,
    begin(title, reason) {
      const step = { title, text: reason, startedAt: Date.now() };
      running.add(step);
      timer ??= setInterval(() => {
        frame += 1;
        draw();
      }, FRAME_MS);
      const end = (/** @type {string} */ line) => {
        running.delete(step);
        say(line);
        if (running.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
      const took = () => seconds(Date.now() - step.startedAt);
      return {
        detail: (text) => (step.text = text.replaceAll(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, ' ')),
        done: (note = '') => end(`\u001B[32m✔\u001B[0m ${title}  ${took()}${note && `  ${note}`}`),
        failed: (how = 'failed') => end(`\u001B[31m✘\u001B[0m ${title}  ${how} after ${took()}`),
      };
    },
  };
}
