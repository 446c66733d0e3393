import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { messageOf, openRotatingLog } from './rotating-log.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'atelier-log-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const now = (): Date => new Date('2030-01-02T03:04:05.678Z');
const read = (name: string): string => readFileSync(path.join(folder, name), 'utf8');

test('lines get a time, JSON lines have their own, and chunks may end anywhere', () => {
  const log = openRotatingLog(path.join(folder, 'a.log'), { now });
  log.write('first li');
  log.write('ne\n{"time":"x"}\nlast');
  expect(log.lastLine()).toBe('{"time":"x"}');
  log.close();
  expect(read('a.log')).toBe(
    '2030-01-02T03:04:05.678Z first line\n{"time":"x"}\n2030-01-02T03:04:05.678Z last\n',
  );
});

test('a full file is renamed, and only the newest are kept', () => {
  const log = openRotatingLog(path.join(folder, 'a.log'), { now, maxBytes: 70, keep: 2 });
  for (let index = 0; index < 8; index += 1) log.write(`line ${index}\n`);
  log.close();
  expect(read('a.log')).toContain('line 7');
  expect(read('a.log.1')).toContain('line 5');
  expect(read('a.log.2')).toContain('line 3');
  expect(existsSync(path.join(folder, 'a.log.3'))).toBe(false);
});

test('an opened log goes on where it was', () => {
  for (const text of ['one', 'two']) {
    const log = openRotatingLog(path.join(folder, 'a.log'), { now });
    log.write(`${text}\n`);
    log.close();
  }
  expect(read('a.log').trim().split('\n')).toHaveLength(2);
});

test('a written line after closing is lost, not written elsewhere', () => {
  const log = openRotatingLog(path.join(folder, 'a.log'), { now });
  log.close();
  log.write('late\n');
  expect(read('a.log')).toBe('');
});

test('the message of a JSON line is its text and its error', () => {
  expect(messageOf('{"level":"info","msg":"no start","error":"port taken"}')).toBe(
    'no start: port taken',
  );
  expect(messageOf('{"msg":"no start","err":{"message":"why"}}')).toBe('no start: why');
  expect(messageOf(' plain text ')).toBe('plain text');
});
