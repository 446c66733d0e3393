/** The programs behind the embedded services. None is needed where a service of the user is given. */
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';

import { LauncherError } from '../errors.mjs';
import { findProgram } from '../processes.mjs';
import { hashOf, listFiles, readStamp, removeStamp, writeStamp } from '../stamps.mjs';
import { installTool, requireTool } from './tools.mjs';

const MB = 1024 * 1024;
const VERSITYGW_MODULE = 'github.com/versity/versitygw/cmd/versitygw';
const VERSITYGW_VERSION = 'v1.8.0';
const REDIS_WANTED = [6, 2];
const JAVA_WANTED = 17;

/** @type {import('./plan.mjs').SetupStep} */
export const redisStep = {
  name: 'redis',
  title: 'Redis',
  needs: [],
  bytes: 10 * MB,
  check({ env }) {
    return findProgram('redis-server', env['PATH']) === null
      ? 'it holds the queue, REDIS_URL is not set, and no redis-server is installed'
      : null;
  },
  async run(context, run) {
    const redis = await installTool(context, run, 'redis-server', 'redis-server');
    const version = /v=(\d+)\.(\d+)/.exec(await run.exec(redis, ['--version']));
    const [major, minor] = [Number(version?.[1]), Number(version?.[2])];
    const [wantedMajor = 0, wantedMinor = 0] = REDIS_WANTED;
    if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
    throw new LauncherError(
      `redis-server ${major}.${minor} is too old: install ${REDIS_WANTED.join('.')} or newer, or set REDIS_URL`,
    );
  },
};

/** @type {import('./plan.mjs').SetupStep} */
export const objectStoreStep = {
  name: 'object-store',
  title: `versitygw ${VERSITYGW_VERSION}`,
  needs: [],
  tools: ['go'],
  bytes: 900 * MB,
  check({ paths }) {
    const done = readStamp(path.join(paths.stamps, 'object-store')) === VERSITYGW_VERSION;
    return done && existsSync(paths.versitygw)
      ? null
      : 'it is the S3 server that keeps pictures, and S3_ENDPOINT is not set';
  },
  async run(context, { exec }) {
    const folder = path.dirname(context.paths.versitygw);
    mkdirSync(folder, { recursive: true });
    const args = ['install', '-trimpath', '-ldflags', '-s -w'];
    await exec(requireTool(context, 'go'), [...args, `${VERSITYGW_MODULE}@${VERSITYGW_VERSION}`], {
      // Outside the project: a go.mod of somebody's parent folder must not matter.
      cwd: folder,
      env: { ...context.env, GOBIN: folder, GOWORK: 'off' },
    });
    writeStamp(path.join(context.paths.stamps, 'object-store'), VERSITYGW_VERSION);
  },
};

/** @param {string} projectDir */
function databaseSources(projectDir) {
  const folder = path.join(projectDir, 'embedded', 'mongo');
  return { folder, files: listFiles(folder, () => true) };
}

/**
 * How to run the database server of this machine.
 * @param {import('../paths.mjs').DataPaths} paths
 * @param {string | undefined} searchPath
 * @returns {import('../../../embedded/database.mjs').DatabaseOptions['server']}
 */
export function databaseServer(paths, searchPath) {
  const mongod = findProgram('mongod', searchPath);
  if (mongod !== null) return { kind: 'mongod', command: mongod };
  const classPath = [paths.databaseClasses, path.join(paths.databaseJars, '*')].join(
    path.delimiter,
  );
  return { kind: 'java', command: findProgram('java', searchPath) ?? 'java', classPath };
}

/** @type {import('./plan.mjs').SetupStep} */
export const databaseStep = {
  name: 'database',
  title: 'Database',
  needs: [],
  tools: ['java', 'javac'],
  bytes: 60 * MB,
  check({ paths, env, projectDir }) {
    if (findProgram('mongod', env['PATH']) !== null) return null;
    const { folder, files } = databaseSources(projectDir);
    const done = readStamp(path.join(paths.stamps, 'database')) === hashOf([], folder, files);
    return done
      ? null
      : 'MONGODB_URI is not set and no mongod is installed: mongo-java-server does it';
  },
  async run(context, run) {
    const { paths, projectDir } = context;
    const stamp = path.join(paths.stamps, 'database');
    removeStamp(stamp);
    const javac = requireTool(context, 'javac');
    requireTool(context, 'java');
    await requireJava(javac, run);
    const maven = await installTool(context, run, 'mvn', 'maven');
    const { folder, files } = databaseSources(projectDir);
    for (const old of [paths.databaseJars, paths.databaseClasses]) {
      rmSync(old, { recursive: true, force: true });
      mkdirSync(old, { recursive: true });
    }
    await run.exec(maven, [
      '-q',
      '-B',
      '-f',
      path.join(folder, 'pom.xml'),
      'dependency:copy-dependencies',
      `-DoutputDirectory=${paths.databaseJars}`,
    ]);
    if (readdirSync(paths.databaseJars).length === 0) throw new LauncherError('Maven gave no jars');
    const sources = files.filter((file) => file.endsWith('.java'));
    const classPath = path.join(paths.databaseJars, '*');
    await run.exec(javac, ['-cp', classPath, '-d', paths.databaseClasses, ...sources], {
      cwd: folder,
    });
    writeStamp(stamp, hashOf([], folder, files));
  },
};

/**
 * @param {string} javac
 * @param {import('./plan.mjs').StepRun} run
 */
async function requireJava(javac, run) {
  const version = Number(/javac (\d+)/.exec(await run.exec(javac, ['-version']))?.[1]);
  if (version >= JAVA_WANTED) return;
  throw new LauncherError(
    `the Java compiler is version ${version}: install ${JAVA_WANTED} or newer (Debian: apt-get install openjdk-17-jdk-headless), or set MONGODB_URI`,
  );
}
