/** That no hazard was forgotten: each has a test that begins with its number, or a reason. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { expect, test } from 'vitest';

import { HAZARDS, NOT_IN_BUILTIN } from './hazards';

const sources = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => readFileSync(path.join(import.meta.dirname, file), 'utf8'))
  .join('\n');

test.each(HAZARDS)('%s is tested, or cannot exist here', (hazard) => {
  const isTested = sources.includes(`'${hazard} `) || sources.includes(`"${hazard} `);
  expect(isTested).toBe(NOT_IN_BUILTIN[hazard] === undefined);
});
