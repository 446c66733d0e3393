import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const alias = { '@': fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '') };
const ignored = ['node_modules/**', 'data/**', 'dist/**', '.next/**'];

/** Suites on whole stacks; they share one set of real services, and each test makes its own users. */
function onServices(name: string, testTimeout: number) {
  return {
    resolve: { alias },
    test: {
      name,
      include: [`tests/${name}/**/*.test.ts`],
      exclude: ignored,
      globalSetup: ['tests/global-setup.ts'],
      testTimeout,
      hookTimeout: 300_000,
      fileParallelism: false,
      // A dozen processes on a busy machine: what passes only on its second try is named at the end.
      retry: 1,
    },
  };
}

export default defineConfig({
  resolve: { alias },
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'unit',
          include: [
            '{lib,workers,components,prisma-free-db,cli,embedded,bench}/**/*.test.{ts,tsx}',
            'tests/unit/**/*.test.ts',
          ],
          exclude: ignored,
          testTimeout: 60_000,
        },
      },
      onServices('integration', 60_000),
      onServices('access', 60_000),
      onServices('fuzz', 1_800_000),
      onServices('leak', 600_000),
      onServices('workspaces', 300_000),
      onServices('caddy', 300_000),
    ],
  },
});
