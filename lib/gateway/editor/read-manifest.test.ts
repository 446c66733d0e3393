import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { importsOf } from './module-graph';
import { parseIndexHtml, readEditorManifest } from './read-manifest';

const INDEX = `<!doctype html><html><head><link rel="stylesheet" href="user.css">
<link rel="stylesheet" href="api/userdata/user.css"><link rel="stylesheet" href="icons.min.css"/>
<script type="module" crossorigin src="./assets/index-AAAAAAA1.js"></script></head><body></body></html>`;

const MODULES: Record<string, string> = {
  'index-AAAAAAA1.js':
    'const d=["./main-AAAAAAA2.js","./main-AAAAAAA9.css"];import"./base-AAAAAAA3.js";await import(`./main-AAAAAAA2.js`)',
  'main-AAAAAAA2.js': `import{a as b}from"./base-AAAAAAA3.js";import"./large-AAAAAAA4.js";${' '.repeat(50)}const lazy=()=>import(\`./GraphView-AAAAAAA5.js\`),never=()=>import(\`./Other-AAAAAAA8.js\`)`,
  'base-AAAAAAA3.js': 'export const a=1',
  'large-AAAAAAA4.js': `export{};${'/'.repeat(500)}`,
  'GraphView-AAAAAAA5.js':
    'import"./base-AAAAAAA3.js";import"./part-AAAAAAA6.js";const e=()=>import("./core-AAAAAAA7.js")',
  'part-AAAAAAA6.js': 'export{}',
  'core-AAAAAAA7.js':
    'await import("./nodeTemplates-AAAAAAA1.js");const x=()=>import("./load3d-AAAAAAA1.js")',
  'nodeTemplates-AAAAAAA1.js': 'export{}',
  'load3d-AAAAAAA1.js': 'export{}',
  'Other-AAAAAAA8.js': 'export{}',
};

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'editor-manifest-'));
  await mkdir(path.join(dir, 'assets'));
  await writeFile(path.join(dir, 'index.html'), INDEX);
  for (const [name, text] of Object.entries(MODULES)) {
    await writeFile(path.join(dir, 'assets', name), text);
  }
});
afterAll(() => rm(dir, { recursive: true }));

test('the manifest names what the start needs, the largest first, and what it asks for next', async () => {
  const manifest = await readEditorManifest(dir);
  expect(manifest.entry).toBe('assets/index-AAAAAAA1.js');
  expect(manifest.bootModules[0]).toBe('assets/large-AAAAAAA4.js');
  expect(manifest.bootModules.toSorted()).toEqual([
    'assets/base-AAAAAAA3.js',
    'assets/large-AAAAAAA4.js',
    'assets/main-AAAAAAA2.js',
  ]);
  expect(manifest.laterModules.toSorted()).toEqual([
    'assets/GraphView-AAAAAAA5.js',
    'assets/core-AAAAAAA7.js',
    'assets/nodeTemplates-AAAAAAA1.js',
    'assets/part-AAAAAAA6.js',
  ]);
  expect(manifest.moduleStyles).toEqual(['assets/main-AAAAAAA9.css']);
  expect(manifest.pageStyles).toEqual([`icons.min.css?v=${manifest.version}`]);
});

test('the version changes with the editor', async () => {
  const before = await readEditorManifest(dir);
  await writeFile(path.join(dir, 'index.html'), `${INDEX}<!-- newer -->`);
  expect((await readEditorManifest(dir)).version).not.toBe(before.version);
  await writeFile(path.join(dir, 'index.html'), INDEX);
});

test('a page without a module script is refused in words', () => {
  expect(() => parseIndexHtml('<html></html>')).toThrow(/no module script/);
});

test('imports are told from exports, texts and dynamic imports', () => {
  const { statics, dynamics, styles } = importsOf(
    'import{a}from"./a.js";export*from"./b.js";import"./c.js";import(`./d.js`);const t="./e.js",s="./f.css"',
  );
  expect(statics).toEqual(['a.js', 'b.js', 'c.js']);
  expect(dynamics).toEqual(['d.js']);
  expect(styles).toEqual(['f.css']);
});
