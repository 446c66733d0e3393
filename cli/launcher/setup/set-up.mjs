/** Which steps a command needs, and running them. */
import path from 'node:path';

import { mergeVariables, PROJECT_DIR } from '../environment.mjs';
import { LauncherError } from '../errors.mjs';
import { releaseLock, takeLock } from '../lock.mjs';
import { prepareDataFolder } from '../paths.mjs';
import { browserStep } from './browser.mjs';
import { caddyStep } from './caddy.mjs';
import { bundlesStep, pagesStep } from './build.mjs';
import { compressStep, editorStep } from './editor.mjs';
import { runPlan } from './plan.mjs';
import { nodePath, nodeStep, packagesStep, pythonTestsStep } from './runtime.mjs';
import { databaseStep, objectStoreStep, redisStep } from './services.mjs';

/** @typedef {import('./plan.mjs').SetupStep} SetupStep */

const PACKAGES = [nodeStep, packagesStep];
const BUILD = [...PACKAGES, bundlesStep, pagesStep];
const SERVICES = [redisStep, objectStoreStep, databaseStep];
const EDITOR = [editorStep, compressStep];
/** All of Atelier as it is built. */
const STACK = [...BUILD, ...SERVICES, ...EDITOR];

/** What each suite of tests needs. @type {Record<string, readonly SetupStep[]>} */
export const SUITE_STEPS = {
  check: PACKAGES,
  unit: PACKAGES,
  integration: STACK,
  access: STACK,
  leak: [...STACK, pythonTestsStep],
  fuzz: STACK,
  workspaces: STACK,
  caddy: [...STACK, caddyStep],
  python: [pythonTestsStep],
  e2e: [...STACK, browserStep],
  media: [...STACK, browserStep],
  a11y: [...STACK, browserStep],
  admin: [...STACK, browserStep],
};

/**
 * What `up` needs: nothing for what is configured from outside.
 * @param {import('../environment.mjs').Settings} settings
 * @param {import('../environment.mjs').Variables} variables
 * @returns {SetupStep[]}
 */
export function stepsToRun(settings, variables) {
  return [
    ...BUILD,
    ...(settings.ownRedis ? [redisStep] : []),
    ...(settings.ownObjectStore ? [objectStoreStep] : []),
    ...(settings.ownDatabase ? [databaseStep] : []),
    ...(variables['EDITOR_DIR'] === undefined ? EDITOR : []),
  ];
}

/**
 * @param {import('../paths.mjs').DataPaths} paths
 * @param {import('../environment.mjs').Settings} settings
 * @param {import('../environment.mjs').Variables} variables
 * @returns {import('./plan.mjs').SetupContext}
 */
export function setupContext(paths, settings, variables) {
  const node = nodePath(paths);
  const folders = [path.dirname(node), path.dirname(paths.versitygw), variables['PATH'] ?? ''];
  const env = mergeVariables(variables, {
    PATH: folders.join(path.delimiter),
    NEXT_TELEMETRY_DISABLED: '1',
    // A production setting of the caller would make npm leave out what build and tests need.
    NODE_ENV: undefined,
  });
  return { paths, projectDir: PROJECT_DIR, settings, env, node, startedAt: Date.now() };
}

/**
 * Runs what is missing of the steps.
 * @param {readonly SetupStep[]} steps
 * @param {import('./plan.mjs').SetupContext} context
 * @param {import('../progress.mjs').Progress} progress
 * @returns {Promise<number>} how many steps were run
 */
export async function setUp(steps, context, progress) {
  prepareDataFolder(context.paths);
  const holder = takeLock(context.paths.setupLock);
  if (holder !== null) {
    throw new LauncherError(`another set-up is at work here (process ${holder.pid}): wait for it`);
  }
  try {
    return await runPlan([...new Set(steps)], context, progress);
  } finally {
    releaseLock(context.paths.setupLock);
  }
}
