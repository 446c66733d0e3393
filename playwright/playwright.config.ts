/**
 * Browser tests against the real stack: web, worker, janitor and services, started by the fixture
 * (fixtures/atelier.ts) once for all specs of a worker.
 */
import { defineConfig } from '@playwright/test';

import { readVariables } from '@/cli/launcher/environment.mjs';

const chromium = readVariables()['CHROMIUM_PATH'];

export default defineConfig({
  testDir: './specs',
  outputDir: '../test-results',
  // One stack at a time: it has a runner, databases and a browser beside it.
  workers: 1,
  fullyParallel: false,
  // What passes only on its second try is named at the end of `./atelier test`.
  retries: 1,
  // Generous: on two busy cores the editor alone takes half a minute to come up.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  use: {
    browserName: 'chromium',
    locale: 'en-GB',
    timezoneId: 'Europe/Paris',
    trace: 'retain-on-failure',
    launchOptions: {
      ...(chromium !== undefined && { executablePath: chromium }),
      // The browser's own calls home would look like ours.
      args: [
        '--disable-quic',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
