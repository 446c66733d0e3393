/** Programs of the system: found, installed with apt where that is possible, or named as missing. */
import { LauncherError } from '../errors.mjs';
import { findProgram, runCommand } from '../processes.mjs';

/** What to install when a program is missing and set-up does not bring it. */
const HINTS = {
  go: 'Go 1.24 or newer, which builds the S3 server: install it from go.dev, or set S3_ENDPOINT to a server of yours',
  java: 'a Java runtime, version 17 or newer, for the local database (Debian: apt-get install openjdk-17-jdk-headless), or set MONGODB_URI',
  javac:
    'a Java compiler, version 17 or newer, for the local database (Debian: apt-get install openjdk-17-jdk-headless), or set MONGODB_URI',
  mvn: 'Maven, which fetches the local database (Debian: apt-get install maven), or set MONGODB_URI',
  python3: "Python 3.9 or newer, which fetches ComfyUI's editor (Debian: apt-get install python3)",
  npm: 'npm, which fetches the packages (Debian: apt-get install npm)',
  'redis-server':
    'Redis 6.2 or newer (Debian: apt-get install redis-server), or set REDIS_URL to a server of yours',
  caddy: 'Caddy 2.6 or newer, for its test suite (Debian: apt-get install caddy)',
  chromium: 'Chromium, for the browser tests (Debian: apt-get install chromium)',
};

/** @typedef {keyof typeof HINTS} Tool */

/**
 * @param {import('./plan.mjs').SetupContext} context
 * @param {Tool} tool
 * @returns {string} its path
 * @throws LauncherError that says what to install
 */
export function requireTool(context, tool) {
  const found = findProgram(tool, context.env['PATH']);
  if (found === null) throw new LauncherError(`${tool} is missing: install ${HINTS[tool]}`);
  return found;
}

/**
 * All that is missing in one go, before any work begins.
 * @param {import('./plan.mjs').SetupContext} context
 * @param {readonly Tool[]} tools
 * @throws LauncherError
 */
export function requireTools(context, tools) {
  const missing = [...new Set(tools)].filter(
    (tool) => findProgram(tool, context.env['PATH']) === null,
  );
  const [only] = missing;
  if (only === undefined) return;
  if (missing.length === 1) requireTool(context, only);
  const list = missing.map((tool) => `${tool} (${HINTS[tool]})`).join('; ');
  throw new LauncherError(`${missing.length} programs are missing, please install: ${list}`);
}

/** apt works for one at a time. @type {Promise<unknown>} */
let aptQueue = Promise.resolve();
let listsAreFresh = false;

/**
 * Makes sure that a program is there, with apt when it is missing and we may.
 * @param {import('./plan.mjs').SetupContext} context
 * @param {import('./plan.mjs').StepRun} run
 * @param {Tool} tool
 * @param {string} debianPackage
 * @returns {Promise<string>} its path
 */
export async function installTool(context, run, tool, debianPackage) {
  const found = findProgram(tool, context.env['PATH']);
  if (found !== null) return found;
  const apt = findProgram('apt-get', context.env['PATH']);
  const prefix = apt === null ? null : await superuser(context);
  if (apt === null || prefix === null) return requireTool(context, tool);
  const work = aptQueue.then(async () => {
    const env = { ...context.env, DEBIAN_FRONTEND: 'noninteractive' };
    const command = prefix[0] ?? apt;
    const before = prefix.length === 0 ? [] : [...prefix.slice(1), apt];
    const options = ['-o', 'DPkg::Lock::Timeout=120', '-q'];
    if (!listsAreFresh) await run.exec(command, [...before, ...options, 'update'], { env });
    listsAreFresh = true;
    const install = ['install', '-y', '--no-install-recommends', debianPackage];
    await run.exec(command, [...before, ...options, ...install], { env });
  });
  aptQueue = work.catch(() => undefined);
  await work;
  return requireTool(context, tool);
}

/**
 * How to run a command as root: nothing before it, `sudo -n`, or null when we may not.
 * @param {import('./plan.mjs').SetupContext} context
 * @returns {Promise<string[] | null>}
 */
async function superuser(context) {
  if (process.getuid?.() === 0) return [];
  const sudo = findProgram('sudo', context.env['PATH']);
  if (sudo === null) return null;
  const allowed = await runCommand(sudo, ['-n', 'true'], { env: context.env });
  return allowed.code === 0 ? [sudo, '-n'] : null;
}
