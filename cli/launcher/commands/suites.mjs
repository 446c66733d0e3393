/** The suites of `test`: how each is run, and how many of its parts passed. */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

import { runCommand } from '../processes.mjs';
import { readJunit, readPlaywright, readVitest, sum, withExitCode } from './reports.mjs';
import { testEnvironment } from './test-environment.mjs';

/**
 * @typedef {import('./reports.mjs').SuiteResult} SuiteResult
 * @typedef {(context: import('../setup/plan.mjs').SetupContext) => Promise<SuiteResult>} Suite
 */

const CHECKS = ['format', 'lint', 'types', 'boundaries', 'dead'];
const EXTENSION = path.join('workers', 'prompt', 'comfy_extension');

/**
 * Runs a command with its output on the terminal.
 * @param {import('../setup/plan.mjs').SetupContext} context
 * @param {readonly string[]} command
 * @param {{ cwd?: string, env?: Record<string, string> }} [options]
 */
async function show(context, [program = '', ...args], options = {}) {
  console.log(`\n$ ${[program, ...args].join(' ').replaceAll(`${context.projectDir}/`, '')}`);
  const result = await runCommand(program, args, {
    cwd: path.join(context.projectDir, options.cwd ?? ''),
    env: { ...testEnvironment(context), ...options.env },
    inherit: true,
  });
  return result.code;
}

/**
 * @param {import('../setup/plan.mjs').SetupContext} context
 * @param {string} name
 * @returns {string} a file that does not exist, for the suite's report
 */
function reportFile({ paths }, name) {
  mkdirSync(paths.reports, { recursive: true });
  const file = path.join(paths.reports, name);
  rmSync(file, { force: true });
  return file;
}

/** @type {SuiteResult} */
const NOTHING = { passed: 0, failed: 0 };

/**
 * @param {string} name
 * @param {number} code
 * @returns {SuiteResult} of a command that is one test by itself
 */
function single(name, code) {
  return code === 0
    ? { passed: 1, failed: 0 }
    : { passed: 0, failed: 1, notes: [`FAILED: ${name}: exit code ${code}, see above`] };
}

/** @type {Suite} */
async function check(context) {
  let result = NOTHING;
  for (const name of CHECKS) {
    const code = await show(context, ['npm', 'run', '--silent', `check:${name}`]);
    result = sum(result, single(`check:${name}`, code));
    console.log(`check:${name} ${code === 0 ? 'passed' : 'FAILED'}`);
  }
  return result;
}

/**
 * @param {string} project of vitest.config.ts
 * @param {readonly string[]} [files] only these
 * @returns {Suite}
 */
function vitest(project, files = []) {
  return async (context) => {
    const file = reportFile(context, `${project}.json`);
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    const command = [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--project',
      project,
      ...reporters,
      ...files,
    ];
    const code = await show(context, [context.node, ...command]);
    return withExitCode(existsSync(file) ? readVitest(readFileSync(file, 'utf8')) : NOTHING, code);
  };
}

/** @type {Suite} */
const playwright = (context) => browser(context, []);

/**
 * @param {import('../setup/plan.mjs').SetupContext} context
 * @param {readonly string[]} specs only these
 * @returns {Promise<SuiteResult>}
 */
async function browser(context, specs) {
  const file = reportFile(context, 'e2e.json');
  const config = ['--config', 'playwright/playwright.config.ts', '--reporter=line,json'];
  const command = ['node_modules/@playwright/test/cli.js', 'test', ...config, ...specs];
  const code = await show(context, [context.node, ...command], {
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: file, PLAYWRIGHT_JSON_OUTPUT_NAME: file },
  });
  return withExitCode(
    existsSync(file) ? readPlaywright(readFileSync(file, 'utf8')) : NOTHING,
    code,
  );
}

/** @type {Suite} */
async function python(context) {
  const bin = path.join(context.paths.pythonTests, 'bin');
  const options = { cwd: EXTENSION, env: { PYTHONDONTWRITEBYTECODE: '1' } };
  let result = NOTHING;
  for (const ruff of [
    ['check', '--no-cache', '.'],
    ['format', '--no-cache', '--check', '.'],
  ]) {
    const code = await show(context, [path.join(bin, 'ruff'), ...ruff], options);
    result = sum(result, single(`ruff ${ruff[0]}`, code));
  }
  return sum(result, await pytest(context, 'python.xml', ['--ignore=tests/leak']));
}

/**
 * @param {import('../setup/plan.mjs').SetupContext} context
 * @param {string} report
 * @param {readonly string[]} args
 * @returns {Promise<SuiteResult>}
 */
async function pytest(context, report, args) {
  const file = reportFile(context, report);
  const python = path.join(context.paths.pythonTests, 'bin', 'python');
  const flags = ['-p', 'no:cacheprovider', `--junitxml=${file}`, ...args];
  const code = await show(context, [python, '-m', 'pytest', ...flags], {
    cwd: EXTENSION,
    env: { PYTHONDONTWRITEBYTECODE: '1' },
  });
  return withExitCode(readJunit(existsSync(file) ? readFileSync(file, 'utf8') : ''), code);
}

/** What one user could see of another: on the built-in runner, and on a real ComfyUI where there is one. @type {Suite} */
async function leak(context) {
  const comfyui = context.env['COMFYUI_DIR'];
  console.log(
    `leak suite on ${comfyui === undefined ? 'the built-in runner' : `ComfyUI (${comfyui})`}`,
  );
  const ours = await vitest('leak')(context);
  return comfyui === undefined
    ? ours
    : sum(ours, await pytest(context, 'leak.xml', ['tests/leak']));
}

/** The console by itself: its API on real services, and every page and act in Chromium. @type {Suite} */
async function admin(context) {
  const files = ['admin-users', 'admin-console', 'admin-workspaces', 'isolation-proof'];
  const api = await vitest(
    'integration',
    files.map((name) => `tests/integration/${name}.test.ts`),
  )(context);
  return sum(api, await browser(context, ['specs/admin']));
}

/** In the order in which they run: what fails fast comes first. @type {Record<string, Suite>} */
export const SUITES = {
  check,
  unit: vitest('unit'),
  python,
  integration: vitest('integration'),
  access: vitest('access'),
  leak,
  fuzz: vitest('fuzz'),
  workspaces: vitest('workspaces'),
  caddy: vitest('caddy'),
  e2e: playwright,
  media: (context) => browser(context, ['media.spec']),
  a11y: (context) => browser(context, ['a11y.spec']),
  admin,
};

/** Parts of other suites, for who works on one thing; run only when they are named. */
export const PARTS = ['media', 'a11y', 'admin'];
