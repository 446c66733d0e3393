/** `status`: one line a process; the exit code says whether everything runs. */
import { readSettings, readVariables } from '../environment.mjs';
import { dataPaths } from '../paths.mjs';
import { isRunning } from '../processes.mjs';
import { isReady } from '../supervisor/readiness.mjs';
import { runningState } from '../supervisor/supervisor.mjs';

/** @param {number} milliseconds */
export function uptime(milliseconds) {
  const s = Math.floor(milliseconds / 1000);
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  if (s < 86_400) return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
  return `${Math.floor(s / 86_400)} d ${Math.floor((s % 86_400) / 3600)} h`;
}

/**
 * @param {readonly (readonly string[])[]} rows the first is the head
 */
export function table(rows) {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/**
 * @param {import('../supervisor/managed-process.mjs').ProcessFacts} facts
 * @param {number} now
 */
function rowOf(facts, now) {
  const { pid, startTime, startedAt } = facts;
  const alive = pid !== null && startTime !== null && isRunning({ pid, startTime });
  const state = facts.state === 'waiting' ? `down (${facts.lastExit ?? ''})` : facts.state;
  return {
    up: alive && facts.state === 'running',
    cells: [
      facts.name,
      alive ? String(pid) : '-',
      alive || facts.state === 'waiting' ? state : 'down',
      alive && startedAt !== null ? uptime(now - startedAt) : '-',
      String(facts.restarts),
      facts.port === null ? '-' : String(facts.port),
    ],
  };
}

/** @returns {Promise<number>} 0 when everything runs and the web process says that it is ready */
export async function status() {
  const paths = dataPaths(readSettings(readVariables()).dataDir);
  const state = runningState(paths);
  if (state === null) {
    console.log('Atelier is not running.');
    return 1;
  }
  const rows = state.processes.map((facts) => rowOf(facts, Date.now()));
  const ready = await isReady(state.url);
  console.log(`${state.url}  ${ready ? 'ready' : `not ready (${state.phase})`}\n`);
  const head = ['process', 'pid', 'state', 'uptime', 'restarts', 'port'];
  console.log(table([head, ...rows.map(({ cells }) => cells)]));
  return ready && rows.every(({ up }) => up) ? 0 : 1;
}
