/** Whether a runner may be offered: it has to prove that it keeps users apart. */
import { RunnerFault } from './runner';

const UNSUPPORTED = 'this ComfyUI version is not supported in pool mode';
const BUSY_STARTING = 503;

interface Selftest {
  readonly ok?: unknown;
  readonly version?: unknown;
  readonly checks?: Record<string, unknown>;
}

/**
 * @param answer of `GET /atelier/selftest`: `{ok, version, checks?}`
 * @returns `wait`: it is still starting
 * @throws RunnerFault when the runner serves but does not keep users apart
 */
export function checkSelftest(answer: { status: number; text: string }): 'ready' | 'wait' {
  if (answer.status === BUSY_STARTING) return 'wait';
  if (answer.status === 404) {
    throw new RunnerFault(`${UNSUPPORTED}: it runs without the extension that keeps users apart`);
  }
  if (answer.status === 403) {
    throw new RunnerFault('it does not accept our signature: another program may have its port');
  }
  let body: Selftest;
  try {
    body = JSON.parse(answer.text) as Selftest;
  } catch {
    throw new RunnerFault(
      `${UNSUPPORTED}: its self-test answered ${answer.status} without a result`,
    );
  }
  if (answer.status === 200 && body.ok === true && typeof body.version === 'string') return 'ready';
  const failed = Object.entries(body.checks ?? {}).filter(([, passed]) => passed !== true);
  const names = failed.map(([name]) => name).join(', ');
  throw new RunnerFault(`${UNSUPPORTED}: its self-test failed${names === '' ? '' : ` (${names})`}`);
}
