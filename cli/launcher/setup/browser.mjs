/** Chromium for the browser tests: Debian's, driven by Playwright. */
import { findProgram } from '../processes.mjs';
import { installTool } from './tools.mjs';

const MB = 1024 * 1024;

/** @type {import('./plan.mjs').SetupStep} */
export const browserStep = {
  name: 'browser',
  title: 'Chromium',
  needs: [],
  bytes: 500 * MB,
  check({ env }) {
    return findProgram('chromium', env['PATH']) === null ? 'the browser tests drive it' : null;
  },
  async run(context, run) {
    await installTool(context, run, 'chromium', 'chromium');
  },
};
