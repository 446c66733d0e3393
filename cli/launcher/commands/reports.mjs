/** What the suites' reports say: how many tests passed, and which did not, in a form to read at the end. */

/**
 * @typedef {object} SuiteResult
 * @property {number} passed
 * @property {number} failed
 * @property {string[]} [notes] tests that failed, and ones that passed only when they were tried again
 */

/** Of a failure's message: enough to know what was expected, not the whole page that a browser saw. */
const MESSAGE_LINES = 12;
const ANSI = new RegExp(`${String.fromCodePoint(27)}\\[[0-9;]*m`, 'g');

/**
 * @param {'FAILED' | 'PASSED ONLY WHEN TRIED AGAIN'} verdict
 * @param {string} where file and test
 * @param {string} [message]
 * @returns {string}
 */
function note(verdict, where, message = '') {
  const lines = message.replaceAll(ANSI, '').trim().split('\n').slice(0, MESSAGE_LINES);
  return [`${verdict}: ${where}`, ...lines].join('\n    ').trimEnd();
}

/**
 * @param {string} report of vitest's json reporter
 * @returns {SuiteResult}
 */
export function readVitest(report) {
  /** @type {{ numPassedTests: number, numFailedTests: number, testResults: { name: string, status: string, message: string, assertionResults: { fullName: string, status: string, failureMessages: string[] }[] }[] }} */
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(report);
  /** Files that could not be run at all hold no failed test. */
  const broken = testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  const tests = testResults.flatMap((file) =>
    file.assertionResults
      // One that passed on its second try still carries the message of its first.
      .filter(({ status, failureMessages }) => status === 'failed' || failureMessages.length > 0)
      .map(({ status, fullName, failureMessages }) =>
        note(
          status === 'failed' ? 'FAILED' : 'PASSED ONLY WHEN TRIED AGAIN',
          `${file.name} > ${fullName}`,
          failureMessages[0],
        ),
      ),
  );
  return {
    passed: numPassedTests,
    failed: numFailedTests + broken.length,
    notes: [...broken.map(({ name, message }) => note('FAILED', name, message)), ...tests],
  };
}

/**
 * @typedef {object} BrowserSuite a file or a `describe` of Playwright's json report
 * @property {BrowserSuite[]} [suites]
 * @property {BrowserSpec[]} [specs]
 *
 * @typedef {object} BrowserSpec
 * @property {string} title
 * @property {string} file
 * @property {number} line
 * @property {{ status: string, results: { error?: { message?: string } }[] }[]} tests
 */

/**
 * @param {string} report of Playwright's json reporter
 * @returns {SuiteResult}
 */
export function readPlaywright(report) {
  /** @type {{ stats: { expected: number, unexpected: number, flaky: number }, suites?: BrowserSuite[], errors?: { message?: string }[] }} */
  const { stats, suites = [], errors = [] } = JSON.parse(report);
  const specs = suites.flatMap(specsOf);
  const notes = specs.flatMap(({ title, file, line, tests }) =>
    tests
      .filter(({ status }) => status === 'unexpected' || status === 'flaky')
      .map(({ status, results }) =>
        note(
          status === 'flaky' ? 'PASSED ONLY WHEN TRIED AGAIN' : 'FAILED',
          `${file}:${line} > ${title}`,
          results.find(({ error }) => error !== undefined)?.error?.message,
        ),
      ),
  );
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected,
    notes: [...errors.map(({ message }) => note('FAILED', 'browser tests', message)), ...notes],
  };
}

/**
 * @param {BrowserSuite} suite
 * @returns {BrowserSpec[]}
 */
function specsOf({ specs = [], suites = [] }) {
  return [...specs, ...suites.flatMap(specsOf)];
}

/**
 * @param {string} report JUnit XML of pytest
 * @returns {SuiteResult}
 */
export function readJunit(report) {
  const suite = /<testsuite [^>]*>/.exec(report)?.[0] ?? '';
  const count = (/** @type {string} */ name) =>
    Number(new RegExp(`\\b${name}="(\\d+)"`).exec(suite)?.[1] ?? 0);
  const failed = count('failures') + count('errors');
  const broken = report.matchAll(
    /<testcase classname="([^"]*)" name="([^"]*)"[^>/]*><(?:failure|error) message="([^"]*)"/g,
  );
  return {
    passed: count('tests') - failed - count('skipped'),
    failed,
    notes: [...broken].map(([, file, name, message]) =>
      note('FAILED', `${file} > ${name}`, message?.replaceAll('&#10;', '\n')),
    ),
  };
}

/**
 * A suite that fails without naming a test (a broken file, a service that does not start) has failed.
 * @param {SuiteResult} counted
 * @param {number} code
 * @returns {SuiteResult}
 */
export function withExitCode(counted, code) {
  if (code === 0 || counted.failed > 0) return counted;
  const notes = [...(counted.notes ?? []), `FAILED: exit code ${code}, no test named: see above`];
  return { ...counted, failed: 1, notes };
}

/**
 * @param {SuiteResult} a
 * @param {SuiteResult} b
 * @returns {SuiteResult}
 */
export function sum(a, b) {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    notes: [...(a.notes ?? []), ...(b.notes ?? [])],
  };
}
