/** What the suites and the benches find in their environment. */
import { findProgram } from '../processes.mjs';

/**
 * Tests and benches start services of their own: what is configured for this installation is not theirs to use.
 * @param {import('../setup/plan.mjs').SetupContext} context
 * @returns {Record<string, string>}
 */
export function testEnvironment({ env, paths }) {
  const chromium = findProgram('chromium', env['PATH']);
  return {
    ...env,
    ATELIER_DATA_DIR: paths.dataDir,
    ...(chromium !== null && { CHROMIUM_PATH: chromium }),
  };
}
