/** Node and the npm packages. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { hashOf, readStamp, removeStamp, writeStamp } from '../stamps.mjs';
import { requireTool } from './tools.mjs';

const MB = 1024 * 1024;
const NODE_WANTED = [22, 12];
const NODE_VERSION = '24.21.0';

/** @param {string} version such as 22.12.0 */
export function isNodeRecent(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = NODE_WANTED;
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}

const packageName = () => `node-${process.platform}-${process.arch}`;

/**
 * The Node for build, tests and servers: the system's when it is recent, else the toolchain's.
 * @param {import('../paths.mjs').DataPaths} paths
 */
export function nodePath(paths) {
  return isNodeRecent(process.versions.node)
    ? process.execPath
    : path.join(paths.nodePackage, 'node_modules', packageName(), 'bin', 'node');
}

/** @type {import('./plan.mjs').SetupStep} */
export const nodeStep = {
  name: 'node',
  title: `Node ${NODE_VERSION}`,
  needs: [],
  tools: ['npm'],
  bytes: 220 * MB,
  check({ node, paths }) {
    if (node === process.execPath) return null;
    const stamp = readStamp(path.join(paths.stamps, 'node'));
    if (stamp === NODE_VERSION && existsSync(node)) return null;
    return `the system's Node ${process.versions.node} is older than ${NODE_WANTED.join('.')}`;
  },
  async run(context, { exec }) {
    const { nodePackage, stamps } = context.paths;
    mkdirSync(nodePackage, { recursive: true });
    const wanted = `${packageName()}@${NODE_VERSION}`;
    const quiet = ['--no-save', '--no-package-lock', '--no-audit', '--no-fund', '--loglevel=error'];
    await exec(
      requireTool(context, 'npm'),
      ['install', '--prefix', nodePackage, ...quiet, wanted],
      {
        cwd: nodePackage,
      },
    );
    await exec(context.node, ['--version']);
    writeStamp(path.join(stamps, 'node'), NODE_VERSION);
  },
};

/**
 * @typedef {Record<string, { version?: string, optional?: boolean, peer?: boolean, link?: boolean }>} LockedPackages
 */

/**
 * Whether what is installed is what the lock says. npm keeps its own list in node_modules.
 * @param {LockedPackages} locked
 * @param {LockedPackages} installed
 */
export function matchesLock(locked, installed) {
  for (const [name, entry] of Object.entries(locked)) {
    if (name === '') continue;
    const there = installed[name];
    if (there === undefined ? entry.optional !== true : there.version !== entry.version) {
      return false;
    }
  }
  return Object.keys(installed).every((name) => name === '' || locked[name] !== undefined);
}

/**
 * @param {string} file
 * @returns {LockedPackages | null}
 */
function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? null;
  } catch {
    return null;
  }
}

/** @type {import('./plan.mjs').SetupStep} */
export const packagesStep = {
  name: 'packages',
  title: 'npm packages',
  needs: ['node'],
  tools: ['npm'],
  bytes: 1_100 * MB,
  check({ projectDir }) {
    const locked = packagesOf(path.join(projectDir, 'package-lock.json'));
    const installed = packagesOf(path.join(projectDir, 'node_modules', '.package-lock.json'));
    if (installed === null) return 'node_modules is not there';
    const same = locked !== null && matchesLock(locked, installed);
    return same ? null : 'node_modules differs from package-lock.json';
  },
  async run(context, { exec }) {
    await exec(requireTool(context, 'npm'), ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  },
};

const PYTHON_TEST_TOOLS = ['pytest==9.2.0', 'ruff==0.17.6', 'aiohttp'];

/** @type {import('./plan.mjs').SetupStep} */
export const pythonTestsStep = {
  name: 'python-tests',
  title: 'pytest and ruff',
  needs: [],
  tools: ['python3'],
  bytes: 150 * MB,
  check({ paths }) {
    const done = readStamp(path.join(paths.stamps, 'python-tests')) === hashOf(PYTHON_TEST_TOOLS);
    return done ? null : 'they test the ComfyUI extension';
  },
  async run(context, { exec }) {
    const { pythonTests, stamps } = context.paths;
    const stamp = path.join(stamps, 'python-tests');
    removeStamp(stamp);
    const python = requireTool(context, 'python3');
    await exec(python, ['-m', 'venv', '--clear', pythonTests]);
    const pip = [path.join(pythonTests, 'bin', 'python'), '-m', 'pip'];
    const [command = '', ...args] = pip;
    await exec(command, [...args, 'install', '-q', ...PYTHON_TEST_TOOLS]);
    writeStamp(stamp, hashOf(PYTHON_TEST_TOOLS));
  },
};
