import { expect, test } from 'vitest';

import { backoffMs } from '../supervisor/managed-process.mjs';
import { addressOf } from '../supervisor/readiness.mjs';
import { merge, readLines } from './logs.mjs';
import { readJunit, readPlaywright, readVitest, withExitCode } from './reports.mjs';
import { table, uptime } from './status.mjs';

test('logs of several processes are merged by time; a line without one stays with its own', () => {
  const web = readLines(
    'web',
    '{"level":"info","time":"2030-01-01T00:00:02.000Z"}\n    at stack\n',
  );
  const redis = readLines('redis', '2030-01-01T00:00:01.000Z a\n2030-01-01T00:00:03.000Z b\n');
  expect(merge([...web, ...redis]).map(({ line }) => line)).toEqual([
    '2030-01-01T00:00:01.000Z a',
    '{"level":"info","time":"2030-01-01T00:00:02.000Z"}',
    '    at stack',
    '2030-01-01T00:00:03.000Z b',
  ]);
});

test('the wait before a restart doubles from 1 s to 30 s', () => {
  expect([1, 2, 3, 5, 6, 60].map(backoffMs)).toEqual([1000, 2000, 4000, 16_000, 30_000, 30_000]);
});

test('an address that listens everywhere is shown as one that can be opened', () => {
  expect(addressOf({ host: '0.0.0.0', port: 8880 })).toBe('http://127.0.0.1:8880');
  expect(addressOf({ host: '::1', port: 80 })).toBe('http://[::1]:80');
  expect(addressOf({ host: '10.0.0.1', port: 80 })).toBe('http://10.0.0.1:80');
});

test('tables are aligned and times are short', () => {
  expect(
    table([
      ['process', 'pid'],
      ['web', '12345'],
    ]),
  ).toBe('process  pid\nweb      12345');
  expect([5_000, 65_000, 3_700_000, 90_000_000].map(uptime)).toEqual([
    '5 s',
    '1 min 5 s',
    '1 h 1 min',
    '1 d 1 h',
  ]);
});

test('reports of vitest are counted, and name what failed and what needed a second try', () => {
  const report = {
    numPassedTests: 5,
    numFailedTests: 1,
    testResults: [
      { name: 'broken.test.ts', status: 'failed', message: 'no such import', assertionResults: [] },
      {
        name: 'some.test.ts',
        status: 'failed',
        message: '',
        assertionResults: [
          { fullName: 'a', status: 'failed', failureMessages: ['\u001B[31mexpected 1\u001B[39m'] },
          { fullName: 'b', status: 'passed', failureMessages: ['too late'] },
          { fullName: 'c', status: 'passed', failureMessages: [] },
        ],
      },
    ],
  };
  expect(readVitest(JSON.stringify(report))).toEqual({
    passed: 5,
    failed: 2,
    notes: [
      'FAILED: broken.test.ts\n    no such import',
      'FAILED: some.test.ts > a\n    expected 1',
      'PASSED ONLY WHEN TRIED AGAIN: some.test.ts > b\n    too late',
    ],
  });
});

test('reports of Playwright are counted, also in describe blocks', () => {
  const spec = (title: string, line: number, status: string, message?: string) => ({
    title,
    file: 'a.spec.ts',
    line,
    tests: [{ status, results: [message === undefined ? {} : { error: { message } }] }],
  });
  const report = {
    stats: { expected: 3, unexpected: 1, flaky: 1, skipped: 1 },
    suites: [
      {
        specs: [spec('fine', 1, 'expected'), spec('shaky', 5, 'flaky', 'late')],
        suites: [{ specs: [spec('wrong', 9, 'unexpected', 'not there')] }],
      },
    ],
  };
  expect(readPlaywright(JSON.stringify(report))).toEqual({
    passed: 4,
    failed: 1,
    notes: [
      'PASSED ONLY WHEN TRIED AGAIN: a.spec.ts:5 > shaky\n    late',
      'FAILED: a.spec.ts:9 > wrong\n    not there',
    ],
  });
});

test('reports of pytest are counted and name what failed', () => {
  const xml =
    '<testsuites><testsuite name="pytest" errors="1" failures="2" skipped="3" tests="10">' +
    '<testcase classname="tests.a" name="fine" time="1.0" />' +
    '<testcase classname="tests.a" name="wrong" time="1.5"><failure message="assert 1 == 2&#10;at b">';
  expect(readJunit(xml)).toEqual({
    passed: 4,
    failed: 3,
    notes: ['FAILED: tests.a > wrong\n    assert 1 == 2\n    at b'],
  });
});

test('a suite that fails without a failed test has failed', () => {
  expect(withExitCode({ passed: 3, failed: 0 }, 1)).toEqual({
    passed: 3,
    failed: 1,
    notes: ['FAILED: exit code 1, no test named: see above'],
  });
  expect(withExitCode({ passed: 3, failed: 0 }, 0)).toEqual({ passed: 3, failed: 0 });
  expect(withExitCode({ passed: 0, failed: 2 }, 1)).toEqual({ passed: 0, failed: 2 });
});
