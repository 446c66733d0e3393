/** Makes the editor's manifest from its index.html and the import statements of its modules. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';

import type { EditorManifest } from '@/lib/domain/editor-manifest';

import { createModuleGraph, type ModuleGraph } from './module-graph';

const ENTRY = /<script[^>]*\btype="module"[^>]*\bsrc="\.\/([^"]+\.js)"/;
const STYLE_LINK = /<link[^>]*\brel="stylesheet"[^>]*\bhref="(?:\.\/)?([^"]+\.css)"/g;
/** Made by users and administrators, not part of the editor's files. */
const USER_STYLE = /(^|\/)user\.css$/;

/**
 * Modules that the start asks for by name, one after the other; each starts a wave of requests that
 * is better under way already. A stem that a version lacks costs nothing but that head start.
 */
const START_STEMS = ['GraphView', 'refreshRemoteConfig', 'localWebSession'];
/** The editor's own extensions, and those of their parts that the start waits for; the others wait for a node. */
const EXTENSIONS_STEM = 'core';
const EXTENSION_PART_STEMS = ['nodeTemplates', 'agentPanel'];
const FONTS = ['fonts/inter-latin-normal.woff2'];

const stemOf = (name: string): string => name.replace(/-[\w-]{8}\.js$/, '');

/** Everything of index.html that a page of ours needs. */
export function parseIndexHtml(html: string): { entry: string; pageStyles: string[] } {
  const entry = ENTRY.exec(html)?.[1];
  if (entry === undefined) {
    throw new Error('The editor’s index.html names no module script; is it complete?');
  }
  const styles = [...html.matchAll(STYLE_LINK)].map((match) => match[1] ?? '');
  return { entry, pageStyles: styles.filter((style) => !USER_STYLE.test(style)) };
}

/** @param dir the editor's static files @throws when index.html or a module that it needs is missing */
export async function readEditorManifest(dir: string): Promise<EditorManifest> {
  const html = await readFile(path.join(dir, 'index.html'), 'utf8');
  const { entry, pageStyles } = parseIndexHtml(html);
  const version = createHash('sha256').update(html).digest('hex').slice(0, 12);
  const folder = path.posix.dirname(entry);
  const inFolder = (name: string): string => path.posix.join(folder, name);
  const graph = createModuleGraph(path.join(dir, folder));

  const { boot, later, styles } = await readStart(graph, path.posix.basename(entry));
  const existing = await Promise.all(FONTS.map((font) => exists(path.join(dir, font))));
  return {
    version,
    entry,
    bootModules: (await bySize(dir, [...boot].map(inFolder))).filter((name) => name !== entry),
    laterModules: await bySize(dir, [...later].map(inFolder)),
    moduleStyles: styles.map(inFolder),
    pageStyles: pageStyles.map((style) => `${style}?v=${version}`),
    fonts: FONTS.filter((_, index) => existing[index]),
  };
}

interface Start {
  readonly boot: Set<string>;
  readonly later: Set<string>;
  readonly styles: readonly string[];
}

async function readStart(graph: ModuleGraph, entry: string): Promise<Start> {
  const first = await graph.promisesOf(entry);
  const boot = await graph.closure([entry, ...first.dynamics]);
  const styles = new Set(first.styles);
  const roots: string[] = [];
  for (const main of first.dynamics) {
    const next = await graph.promisesOf(main);
    roots.push(...next.dynamics.filter((name) => START_STEMS.includes(stemOf(name))));
    for (const style of next.styles) styles.add(style);
  }
  for (const view of [...roots]) {
    const next = await graph.promisesOf(view);
    const extensions = next.dynamics.filter((name) => stemOf(name) === EXTENSIONS_STEM);
    for (const name of extensions) {
      const { dynamics } = await graph.promisesOf(name);
      roots.push(name, ...dynamics.filter((part) => EXTENSION_PART_STEMS.includes(stemOf(part))));
    }
  }
  const all = await graph.closure(roots);
  return { boot, later: all.difference(boot), styles: [...styles] };
}

/** The largest first: they take longest to arrive and to compile. */
async function bySize(dir: string, names: readonly string[]): Promise<string[]> {
  const sized = await Promise.all(
    names.map(async (name) => ({ name, size: (await stat(path.join(dir, name))).size })),
  );
  return sized.sort((a, b) => b.size - a.size).map(({ name }) => name);
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    (stats) => stats.isFile(),
    () => false,
  );
}
