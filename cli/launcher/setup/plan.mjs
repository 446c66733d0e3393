/** Runs the steps of set-up: each when what it needs is done, side by side, skipped when done before. */
import { appendFileSync, existsSync, statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { LauncherError, oneLine } from '../errors.mjs';
import { runCommand } from '../processes.mjs';
import { requireTools } from './tools.mjs';

/**
 * @typedef {object} SetupContext
 * @property {import('../paths.mjs').DataPaths} paths
 * @property {string} projectDir
 * @property {import('../environment.mjs').Settings} settings
 * @property {Record<string, string>} env for tools; PATH begins with the toolchain's folders
 * @property {number} startedAt of the command, milliseconds since 1970
 * @property {string} node the Node that runs build, tests and servers
 */

/**
 * @typedef {object} StepRun
 * @property {(text: string) => void} detail
 * @property {AbortSignal} signal
 * @property {(command: string, args: readonly string[], options?: { cwd?: string, env?: Record<string, string> }) => Promise<string>} exec
 *   runs a command; its output goes to the step's log; throws LauncherError when it fails
 */

/**
 * @typedef {object} SetupStep
 * @property {string} name
 * @property {string} title
 * @property {readonly string[]} needs names of steps; those that are not in the plan do not matter
 * @property {readonly import('./tools.mjs').Tool[]} [tools] of the system that it cannot bring itself
 * @property {number} bytes of disk that it takes, about
 * @property {(context: SetupContext) => string | null} check null: done; else the reason to do it
 * @property {(context: SetupContext, run: StepRun) => Promise<string | void>} run may give a note
 */

/** @typedef {SetupStep & { reason: string }} PendingStep */

const MB = 1024 * 1024;

/**
 * @param {readonly SetupStep[]} steps
 * @param {SetupContext} context
 * @param {import('../progress.mjs').Progress} progress
 * @returns {Promise<number>} how many steps had to be run
 */
export async function runPlan(steps, context, progress) {
  const pending = steps.flatMap((step) => {
    const reason = step.check(context);
    return reason === null ? [] : [{ ...step, reason }];
  });
  requireTools(
    context,
    pending.flatMap((step) => step.tools ?? []),
  );
  requireSpace(pending, context);
  const abort = new AbortController();
  /** @type {Map<string, Promise<void>>} */
  const results = new Map();
  /** @type {Error | undefined} */
  let failure;
  const start = (/** @type {PendingStep} */ step) => async () => {
    for (const name of step.needs) await results.get(name);
    try {
      if (!abort.signal.aborted) await runStep(step, context, progress, abort.signal);
    } catch (error) {
      // The first failure is the cause; what it broke off fails after it.
      failure ??= error instanceof Error ? error : new Error(String(error));
      abort.abort();
    }
  };
  for (const step of pending) results.set(step.name, Promise.resolve().then(start(step)));
  await Promise.all(results.values());
  if (failure !== undefined) throw failure;
  return pending.length;
}

/**
 * @param {PendingStep} step
 * @param {SetupContext} context
 * @param {import('../progress.mjs').Progress} progress
 * @param {AbortSignal} signal
 */
async function runStep(step, context, progress, signal) {
  const { reason } = step;
  const display = progress.begin(step.title, reason);
  const startedAt = Date.now();
  const logFile = path.join(context.paths.logs, `set-up-${step.name}.log`);
  writeFileSync(logFile, '', { mode: 0o600 });
  try {
    const note = await step.run(context, {
      detail: display.detail,
      signal,
      exec: executor(step, context, logFile, display, signal),
    });
    display.done(note ?? '');
  } catch (error) {
    display.failed(signal.aborted ? 'broken off' : 'failed');
    throw error instanceof LauncherError
      ? error
      : new LauncherError(`${step.title}: ${explain(oneLine(error), context)}`);
  }
  const entry = {
    run: context.startedAt,
    step: step.name,
    reason,
    startedAt,
    durationMs: Date.now() - startedAt,
  };
  appendFileSync(context.paths.setupLog, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
}

/**
 * @param {SetupStep} step
 * @param {SetupContext} context
 * @param {string} logFile
 * @param {import('../progress.mjs').StepDisplay} display
 * @param {AbortSignal} signal
 * @returns {StepRun['exec']}
 */
function executor(step, context, logFile, display, signal) {
  return async (command, args, options = {}) => {
    const result = await runCommand(command, args, {
      cwd: options.cwd ?? context.projectDir,
      // Their output goes to a file.
      env: { ...(options.env ?? context.env), NO_COLOR: '1' },
      onLine: display.detail,
      signal,
    });
    const output = `${result.stdout}\n${result.stderr}`;
    appendFileSync(
      logFile,
      `$ ${command} ${args.join(' ')}\n${output}\nexit code ${result.code}\n`,
    );
    if (result.code === 0) return result.stdout;
    const why = explain(significantLine(output), context);
    throw new LauncherError(`${step.title} failed: ${why} (log: ${logFile})`);
  };
}

/** Lines of tools that say nothing about the cause. */
const NOISE = /^npm (?:warn|notice)|A complete log of this run|^> Build error occurred/;

/**
 * The line of a failed tool's output that says why.
 * @param {string} output
 */
export function significantLine(output) {
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !NOISE.test(line));
  return (
    lines.find((line) => /no space left|ENOSPC/i.test(line)) ??
    lines.find((line) => /^npm error (?!code)\S/.test(line))?.slice('npm error '.length) ??
    lines.find((line) => /\b(error|fatal|failed|cannot|could not)\b/i.test(line)) ??
    lines.at(-1) ??
    'no output'
  );
}

/**
 * @param {string} why
 * @param {SetupContext} context
 */
function explain(why, context) {
  return /no space left|ENOSPC/i.test(why)
    ? `the disk that holds ${context.paths.dataDir} or ${context.projectDir} is full`
    : why;
}

/**
 * Refuses before the work begins instead of breaking off in its middle.
 * @param {readonly PendingStep[]} steps
 * @param {SetupContext} context
 */
function requireSpace(steps, context) {
  const needed = steps.reduce((sum, step) => sum + step.bytes, 50 * MB);
  let folder = context.paths.dataDir;
  while (!existsSync(folder)) folder = path.dirname(folder);
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < needed) {
    const inGb = (/** @type {number} */ bytes) => `${(bytes / 1024 / MB).toFixed(1)} GB`;
    throw new LauncherError(
      `not enough disk space for ${context.paths.dataDir}: ${inGb(bavail * bsize)} free, about ${inGb(needed)} needed`,
    );
  }
}
