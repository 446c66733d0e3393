/** The texts: both languages hold the same keys and values to fill in, and the source uses each. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { expect, test } from 'vitest';

import { MESSAGES } from './messages';

type Tree = { readonly [key: string]: string | Tree };

function flat(tree: Tree, prefix = ''): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') texts.set(prefix + key, value);
    else for (const entry of flat(value, `${prefix}${key}.`)) texts.set(...entry);
  }
  return texts;
}

/** The names of the values that a text takes in, such as `count` in `{count, plural, …}`. */
function argumentsOf(text: string): string[] {
  const names = [...text.matchAll(/\{(\w+)(?=[,}])/g)].map(([, name]) => name ?? '');
  const tags = [...text.matchAll(/<(\w+)>/g)].map(([, name]) => `<${name ?? ''}>`);
  return [...new Set([...names, ...tags])].sort();
}

const root = path.resolve(import.meta.dirname, '../..');

function sourcesUnder(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.test.ts'))
    .map((name) => readFileSync(path.join(root, folder, name), 'utf8'));
}

/**
 * Whether some file opens the text's namespace, and the rest of its key stands in quotes somewhere,
 * or begins as a template does, such as t(`states.${state}`).
 */
function isUsed(key: string, spaces: ReadonlySet<string>, source: string): boolean {
  const parts = key.split('.');
  return parts.slice(1).some((_, cut) => {
    const space = parts.slice(0, cut + 1).join('.');
    const rest = parts.slice(cut + 1).join('.');
    const start = rest.slice(0, rest.indexOf('.') + 1);
    const isNamed = source.includes(`'${rest}'`) || source.includes(`"${rest}"`);
    return spaces.has(space) && (isNamed || (start !== '' && source.includes(`\`${start}\${`)));
  });
}

const en = flat(MESSAGES.en);
const zh = flat(MESSAGES['zh-CN']);

test('both languages hold the same keys', () => {
  expect([...zh.keys()].sort()).toEqual([...en.keys()].sort());
});

test('a text takes in the same values in both languages', () => {
  for (const [key, text] of en)
    expect([key, argumentsOf(zh.get(key) ?? '')]).toEqual([key, argumentsOf(text)]);
});

test('no text is empty or left untranslated', () => {
  const same = [...en].filter(([key, text]) => zh.get(key) === text).map(([key]) => key);
  expect(same).toEqual(['common.product', 'detail.zoomHint', 'admin.runnerKinds.comfyui']);
  expect([...en, ...zh].filter(([, text]) => text.trim() === '')).toEqual([]);
});

test('every text is used', () => {
  const source = [
    ...['components', 'app', 'lib/domain'].flatMap((folder) => sourcesUnder(folder)),
  ].join('\n');
  // By its name, or, outside React, by an import from the file of texts.
  const opened = source.matchAll(
    /(?:(?:useTranslations|pageTitle)\(\s*'|import \{ )([\w.]+)(?:'| as \w+ \} from '[^']*messages\/en\.json')/g,
  );
  const spaces = new Set([...opened].map(([, space]) => space ?? ''));
  expect([...en.keys()].filter((key) => !isUsed(key, spaces, source))).toEqual([]);
});
