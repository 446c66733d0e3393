/** Building: the pages with Next, the processes with esbuild. Again only when their sources changed. */
import path from 'node:path';

import { hashOf, listFiles, readStamp, removeStamp, writeStamp } from '../stamps.mjs';

const MB = 1024 * 1024;
const NEVER =
  /^(?:node_modules|data|dist|docs|deploy|tests|playwright|bench|coverage|test-results)$/;
const TEST = /\.test\.(?:ts|tsx|mjs)$/;
const SHARED = ['package-lock.json', 'package.json', 'tsconfig.json'];

/**
 * The hash of all sources whose path is wanted, and of what every build depends on.
 * @param {string} projectDir
 * @param {RegExp} wanted
 */
function sourcesHash(projectDir, wanted) {
  const files = listFiles(projectDir, (relative, isFolder) => {
    const name = path.basename(relative);
    if (name.startsWith('.') || NEVER.test(name) || TEST.test(name)) return false;
    return isFolder ? wanted.test(`${relative}/`) : wanted.test(relative);
  });
  return hashOf([process.platform, process.arch], projectDir, [...SHARED, ...files]);
}

/** Files and folders (with `/` at the end) that reach the pages. */
const PAGE_SOURCES =
  /^(?:(?:app|components|lib|prisma-free-db|public|messages)\/|next\.config\.mjs$|proxy\.ts$|instrumentation\.ts$)/;
/** Files and folders that reach the processes. */
const PROCESS_SOURCES =
  /^(?:(?:lib|prisma-free-db|workers|app|components)\/|cli\/(?:[^/]+\.(?:ts|mjs))?$|server\.ts$)/;

/** @type {import('./plan.mjs').SetupStep} */
export const pagesStep = {
  name: 'pages',
  title: 'Build the pages',
  needs: ['packages'],
  bytes: 200 * MB,
  check({ projectDir }) {
    const stamp = readStamp(path.join(projectDir, '.next', 'atelier-sources'));
    if (stamp === sourcesHash(projectDir, PAGE_SOURCES)) return null;
    return stamp === null ? 'they are not built yet' : 'their sources changed';
  },
  async run(context, { exec }) {
    const stamp = path.join(context.projectDir, '.next', 'atelier-sources');
    const hash = sourcesHash(context.projectDir, PAGE_SOURCES);
    removeStamp(stamp);
    await exec(context.node, ['node_modules/next/dist/bin/next', 'build'], {
      env: { ...context.env, NODE_ENV: 'production' },
    });
    writeStamp(stamp, hash);
  },
};

/** @type {import('./plan.mjs').SetupStep} */
export const bundlesStep = {
  name: 'bundles',
  title: 'Build the processes',
  needs: ['packages'],
  bytes: 10 * MB,
  check({ projectDir }) {
    const stamp = readStamp(path.join(projectDir, 'dist', 'atelier-sources'));
    if (stamp === sourcesHash(projectDir, PROCESS_SOURCES)) return null;
    return stamp === null ? 'they are not built yet' : 'their sources changed';
  },
  async run(context, { exec }) {
    const hash = sourcesHash(context.projectDir, PROCESS_SOURCES);
    await exec(context.node, ['cli/build.mjs']);
    writeStamp(path.join(context.projectDir, 'dist', 'atelier-sources'), hash);
  },
};
