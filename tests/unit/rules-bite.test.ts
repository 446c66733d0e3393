/** A rule that cannot fail is worse than none: each one is shown something that it must refuse. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { ESLint } from 'eslint';
import { afterAll, beforeAll, expect, test } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');
const ruleSet = createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as {
  forbidden: unknown[];
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'atelier-rules-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Names of the boundary rules that a little tree of files breaks. */
async function violations(files: Record<string, string>): Promise<string[]> {
  const base = await mkdtemp(path.join(folder, 'tree-'));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(base, name)), { recursive: true });
    await writeFile(path.join(base, name), text);
  }
  const { output } = await cruise(Object.keys(files), {
    baseDir: base,
    ruleSet: ruleSet as never,
    validate: true,
    tsPreCompilationDeps: true,
  });
  return (output as ICruiseResult).summary.violations.map(({ rule }) => rule.name);
}

const value = 'export const value = 1;\n';

test.each([
  ['kernel-stands-alone', 'lib/kernel/a.ts', 'lib/domain/b.ts'],
  ['domain-is-pure', 'lib/domain/a.ts', 'prisma-free-db/b.ts'],
  ['features-below-doors', 'lib/features/x/a.ts', 'lib/gateway/b.ts'],
  ['db-below-features', 'prisma-free-db/a.ts', 'lib/features/b.ts'],
  ['components-are-ui', 'components/a.ts', 'lib/features/b.ts'],
  ['workers-are-not-imported', 'lib/features/x/a.ts', 'workers/prompt/b.ts'],
  ['worker-kinds-stay-apart', 'workers/prompt/a.ts', 'workers/janitor/b.ts'],
  ['source-does-not-import-tests', 'lib/features/x/a.ts', 'tests/b.ts'],
])('%s refuses %s → %s', async (rule, from, to) => {
  const target = path.posix.relative(path.posix.dirname(from), to).replace(/\.ts$/, '');
  const source = target.startsWith('.') ? target : `./${target}`;
  const files = { [from]: `export { value } from '${source}';\n`, [to]: value };
  expect(await violations(files)).toContain(rule);
});

test('a cycle is refused', async () => {
  const files = {
    'lib/kernel/a.ts': "import { b } from './b';\nexport const a = () => b;\n",
    'lib/kernel/b.ts': "import { a } from './a';\nexport const b = () => a;\n",
  };
  expect(await violations(files)).toContain('no-cycles');
});

test('an allowed import is not refused', async () => {
  const files = {
    'lib/domain/a.ts': "export { value } from '../kernel/b';\n",
    'lib/kernel/b.ts': value,
  };
  expect(await violations(files)).toEqual([]);
});

/** Names of the lint rules that a text breaks when it stands in an existing file's place. */
async function lintRules(text: string, file: string): Promise<string[]> {
  const [result] = await new ESLint({ cwd: ROOT }).lintText(text, {
    filePath: path.join(ROOT, file),
  });
  return result?.messages.map(({ ruleId }) => ruleId ?? 'parsing') ?? [];
}

const SOURCE = 'lib/domain/user.ts';

test('reading the environment is refused outside its one reader', async () => {
  const text = 'export const secret = process.env["SECRET"];\n';
  expect(await lintRules(text, SOURCE)).toContain('no-restricted-syntax');
  expect(await lintRules(text, 'lib/kernel/env.ts')).not.toContain('no-restricted-syntax');
}, 120_000);

test('files over 500 lines, console, any and floating promises are refused', async () => {
  const long = ['export const first = 1;', ...Array.from({ length: 501 }, () => '//'), ''].join(
    '\n',
  );
  expect(await lintRules(long, SOURCE)).toContain('max-lines');
  const bad = [
    'export async function run(value: any): Promise<void> {',
    '  console.log(value);',
    '  run(value);',
    '}',
    '',
  ].join('\n');
  const broken = await lintRules(bad, SOURCE);
  expect(broken).toEqual(
    expect.arrayContaining([
      'no-console',
      '@typescript-eslint/no-explicit-any',
      '@typescript-eslint/no-floating-promises',
    ]),
  );
}, 120_000);

test('a test that sleeps is refused', async () => {
  const text = 'setTimeout(() => undefined, 100);\n';
  expect(await lintRules(text, 'tests/unit/docs-paths.test.ts')).toContain('no-restricted-syntax');
}, 120_000);
