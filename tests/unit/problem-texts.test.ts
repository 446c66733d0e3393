/** Whatever the server refuses has a text in each language of the pages, and can be filled in. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { expect, test } from 'vitest';

import { MESSAGES } from '@/components/i18n/messages';
import { ERROR_STATUS, FAULTS, REASONS } from '@/lib/kernel/errors';

const root = path.resolve(import.meta.dirname, '../..');
const languages = Object.entries(MESSAGES).map(
  ([locale, { problems }]) => [locale, problems] as const,
);

const sources = ['lib', 'app', 'prisma-free-db'].flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => ({
      file: path.join(folder, name),
      text: readFileSync(path.join(root, folder, name), 'utf8'),
    })),
);

/** What stands between the brackets of each `new AppError(…)`. */
function refusalsIn(text: string): string[] {
  const parts = text.split('new AppError(').slice(1);
  return parts.map((rest) => {
    let open = 1;
    for (const { index, 0: bracket } of rest.matchAll(/[()]/g)) {
      open += bracket === '(' ? 1 : -1;
      if (open === 0) return rest.slice(0, index);
    }
    return rest;
  });
}

const refusals = sources.flatMap(({ file, text }) =>
  refusalsIn(text).map((refusal) => ({ file, refusal })),
);

test.each(languages)(
  '%s has a text for each code, reason and kind of fault, and no other',
  (_, texts) => {
    // `unreachable` is the browser's own word for no answer at all.
    expect(Object.keys(texts.codes).sort()).toEqual(
      [...Object.keys(ERROR_STATUS), 'unreachable'].sort(),
    );
    expect(Object.keys(texts.reasons).sort()).toEqual([...REASONS].sort());
    expect(Object.keys(texts.faults).sort()).toEqual([...FAULTS].sort());
  },
);

test('each reason is given somewhere, with the numbers that its text takes in', () => {
  const given = new Map<string, string[]>(REASONS.map((reason) => [reason, []]));
  for (const { refusal } of refusals) {
    const reason = /reason: '(\w+)'/.exec(refusal)?.[1];
    if (reason !== undefined) given.get(reason)?.push(refusal);
  }
  expect([...given].filter(([, sites]) => sites.length === 0)).toEqual([]);
  for (const [reason, text] of Object.entries(MESSAGES['zh-CN'].problems.reasons)) {
    const names = [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
    // Every answer has the seconds to wait.
    const wanted = names.filter((name) => name !== 'seconds');
    for (const site of given.get(reason) ?? []) {
      const facts = /facts: \{([^}]*)\}/.exec(site)?.[1] ?? '';
      const missing = wanted.filter((name) => !new RegExp(`\\b${name}\\b`).test(facts));
      expect([reason, missing]).toEqual([reason, []]);
    }
  }
});

/** Scripts meet these, and people only through ComfyUI's own endpoints, whose answers are English. */
const FOR_SCRIPTS = [
  'lib/features/accounts/require-scope.ts',
  'lib/features/user-files/',
  'lib/gateway/listen.ts',
  'lib/gateway/routes/accounts.ts',
  'lib/gateway/routes/editor.ts',
  'lib/gateway/routes/files.ts',
  'lib/gateway/routes/process.ts',
];

test('what shares a code with other situations says which one it is', () => {
  const unclear = refusals
    .filter(({ file }) => !FOR_SCRIPTS.some((start) => file.startsWith(start)))
    .filter(({ refusal }) => /^\s*'(?:forbidden|conflict|gone|quota_exceeded)'/.test(refusal))
    .filter(({ refusal }) => !refusal.includes('reason: '));
  expect(unclear).toEqual([]);
});
