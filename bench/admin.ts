/**
 * The console with many users and runs: how long the web process takes for each of its pages and for
 * what they ask, measured at a client on the same host. Goal: 300 ms at the median each.
 *
 *   bench admin [--users N] [--runs N] [--assert]
 */
import { parseArgs } from 'node:util';

import { startStack, type Stack } from '../tests/support/stack';
import { fillConsole } from './admin/fill-console';
import { format, quantile, Report } from './statistics';

const ROUNDS = 15;
const GOAL_MS = 300;

async function timesOf(stack: Stack, token: string, path: string): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const startedAt = performance.now();
    const answer = await fetch(`${stack.url}${path}`, {
      headers: { cookie: `atelier.session=${token}` },
    });
    await answer.arrayBuffer();
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`);
    // The first one warms the page up.
    if (round > 0) times.push(performance.now() - startedAt);
  }
  return times;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      users: { type: 'string', default: '1000' },
      runs: { type: 'string', default: '100000' },
      assert: { type: 'boolean', default: false },
    },
  });
  const report = new Report();
  const stack = await startStack({ slots: 0, env: { LOG_LEVEL: 'warn' } });
  try {
    const admin = await stack.createUser({ role: 'admin' });
    const token = await stack.signIn(admin);
    const sample = await fillConsole(stack.db, Number(values.users), Number(values.runs));
    report.note(`${values.users} users, ${values.runs} runs, ${ROUNDS} rounds each, in ms`);
    const paths = [
      ...['', '/runs', '/workers', '/workspaces', '/users', '/audit', '/settings', '/proof'].map(
        (page) => `/admin${page}`,
      ),
      ...['/overview', '/charts?span=24h', '/charts?span=7d', '/slots', '/settings'],
      ...['/users', `/users?text=${sample.email}`, '/users?page=20', `/users/${sample.userId}`],
      ...['/runs', '/runs?state=failed', `/runs?user=${sample.email}`, '/runs?page=1000'],
      ...[`/runs?graph=${sample.workflowId}`, '/audit', '/audit?act=user.change', '/proof'],
      ...[
        '/workspaces',
        '/workspaces?state=live',
        `/workspaces?user=${sample.email}`,
        '/quarantine',
      ],
    ].map((path) => (path.startsWith('/admin') ? path : `/api/admin${path}`));
    for (const path of paths) {
      const times = await timesOf(stack, token, path);
      const median = quantile(times, 0.5);
      const text = `${format(median)} (${format(Math.min(...times))}…${format(Math.max(...times))})`;
      report.goal(path, median <= GOAL_MS, `${text}, goal ≤ ${GOAL_MS}`);
    }
  } finally {
    await stack.stop();
  }
  return report.finish(values.assert);
}

process.exitCode = await main();
