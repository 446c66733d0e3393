/** Caddy for its test suite: Debian's package. It is never run as a service of the system's. */
import { findProgram } from '../processes.mjs';
import { installTool } from './tools.mjs';

const MB = 1024 * 1024;

/** @type {import('./plan.mjs').SetupStep} */
export const caddyStep = {
  name: 'caddy',
  title: 'Caddy',
  needs: [],
  bytes: 60 * MB,
  check({ env }) {
    return findProgram('caddy', env['PATH']) === null ? 'its test suite drives it' : null;
  },
  async run(context, run) {
    await installTool(context, run, 'caddy', 'caddy');
  },
};
