/** The documents say what is true: every path of this repository that they name exists. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { expect, test } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');
const ROOMS = readdirSync(ROOT, { withFileTypes: true })
  .map(({ name }) => name)
  .filter((name) => !['node_modules', 'data', 'dist', '.next', '.git'].includes(name));

function documents(): string[] {
  const below = readdirSync(path.join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' });
  return [
    'README.md',
    ...below.filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`),
  ];
}

/** Code spans that begin with a top-level name of ours and look like a path. */
function pathsNamedIn(text: string): string[] {
  const spans = [...text.matchAll(/`([^`\s]+)`/g)].map(([, span]) => span ?? '');
  const links = [...text.matchAll(/\]\((?!https?:)([^)#\s]+)/g)].map(([, link]) => link ?? '');
  const ours = spans.filter((span) => {
    const [room = ''] = span.replace(/^\.\//, '').split('/');
    return (
      ROOMS.includes(room) && (span.includes('/') || span.includes('.')) && !/[<>{}*=]/.test(span)
    );
  });
  return [...ours, ...links.map((link) => `link:${link}`)];
}

test.each(documents())('%s names only paths that exist', (document) => {
  const text = readFileSync(path.join(ROOT, document), 'utf8');
  const missing = pathsNamedIn(text).filter((named) => {
    const link = named.startsWith('link:');
    const base = link ? path.dirname(path.join(ROOT, document)) : ROOT;
    return !existsSync(path.join(base, named.replace(/^link:/, '').replace(/:\d+$/, '')));
  });
  expect(missing).toEqual([]);
});

test('there is something to check', () => {
  const flow = readFileSync(path.join(ROOT, 'docs/flows/prompt.md'), 'utf8');
  expect(pathsNamedIn(flow).length).toBeGreaterThan(15);
});
