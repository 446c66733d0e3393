import js from '@eslint/js';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import { defineConfig } from 'eslint/config';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** Only these files may look at the environment; everything else takes configuration as data. */
const ENVIRONMENT_READERS = ['lib/kernel/env.ts', 'cli/launcher/environment.mjs'];

/** Files whose framework asks for a default export. */
const DEFAULT_EXPORT_FILES = [
  'app/**/{page,layout,error,not-found,loading,template,global-error,route}.tsx',
  '*.config.{ts,mjs}',
  'playwright/*.config.ts',
  'playwright/global-*.ts',
  'tests/global-setup.ts',
];

const noEnvironment = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'Read configuration through lib/kernel/env.ts.',
};
const noDefaultExport = {
  selector: 'ExportDefaultDeclaration',
  message: 'Use named exports: a thing keeps one name everywhere.',
};
const noSleepInTests = {
  selector: "CallExpression[callee.name='setTimeout']",
  message: 'Tests wait for conditions (tests/support/wait-for.ts), not for time.',
};

export default defineConfig(
  {
    ignores: [
      'node_modules',
      '.next',
      'dist',
      'data',
      'next-env.d.ts',
      'test-results',
      '**/*.cjs',
      'playwright-report',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      globals: { ...globals.node },
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'max-lines': ['error', { max: 500 }],
      'no-console': 'error',
      'no-restricted-syntax': ['error', noEnvironment, noDefaultExport],
      eqeqeq: 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { attributes: false } },
      ],
    },
  },
  {
    files: ['app/**/*.{ts,tsx}', 'components/**/*.{ts,tsx}'],
    ...jsxA11y.flatConfigs.recommended,
    languageOptions: { globals: { ...globals.browser } },
  },
  {
    files: ['app/**/*.{ts,tsx}', 'components/**/*.{ts,tsx}'],
    ...reactHooks.configs.flat.recommended,
  },
  { files: DEFAULT_EXPORT_FILES, rules: { 'no-restricted-syntax': ['error', noEnvironment] } },
  { files: ENVIRONMENT_READERS, rules: { 'no-restricted-syntax': ['error', noDefaultExport] } },
  {
    files: ['**/*.test.ts', '**/*.test.tsx', 'tests/**/*.ts', 'playwright/specs/**/*.ts'],
    ignores: ['tests/support/**'],
    rules: { 'no-restricted-syntax': ['error', noEnvironment, noDefaultExport, noSleepInTests] },
  },
  { files: ['cli/**', 'bench/**'], rules: { 'no-console': 'off' } },
  {
    files: ['**/*.mjs'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
);
