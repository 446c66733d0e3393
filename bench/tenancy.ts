/**
 * The cost of many users on one runner (P10), both sides interleaved in one run. With COMFYUI_DIR:
 * a real ComfyUI with the tenancy extension beside one without. Else the built-in runner: prompts of
 * two tenants in turn beside prompts of one.
 *
 *   S  EmptyImage 64² → SaveImage, colour varied
 *   M  EmptyImage 1024² → ImageScale → ImageInvert → SaveImage
 */
import type { Graph } from '@/lib/domain/prompt-run';

import { headersFor } from '../tests/support/runner-client';
import { EventClient } from './event-client';
import { format, quantile, Report } from './statistics';
import { startTenancyRunners } from './tenancy-runners';

const ROUNDS = 7;
const PROMPTS = { S: 40, M: 6 } as const;
const BURST = 50;
const WARM_UP = 20;
const ADDED_MS_MAX = 0.5;
const RATE_MIN = 0.9;
type Kind = keyof typeof PROMPTS;
type Side = 'ours' | 'plain';
/** Runs one graph on a side, for whoever's turn it is there. */
type RunOn = (side: Side, graph: Graph) => Promise<number>;

let color = 1;
function graphOf(kind: Kind): Graph {
  color = (color + 7) % 0xffffff;
  const save = { class_type: 'SaveImage', inputs: { images: ['3', 0], filename_prefix: kind } };
  const empty = (side: number) => ({
    class_type: 'EmptyImage',
    inputs: { width: side, height: side, batch_size: 1, color },
  });
  if (kind === 'S') return { '3': empty(64), '9': save };
  const scale = { upscale_method: 'bilinear', width: 1024, height: 768, crop: 'disabled' };
  return {
    '1': empty(1024),
    '2': { class_type: 'ImageScale', inputs: { image: ['1', 0], ...scale } },
    '3': { class_type: 'ImageInvert', inputs: { image: ['2', 0] } },
    '9': save,
  };
}

interface Rounds {
  readonly ours: number[];
  readonly plain: number[];
}

/** Which side comes first changes with each prompt, so that what else the machine does hits both alike. */
const sidesOf = (turn: number): readonly Side[] =>
  turn % 2 === 0 ? ['ours', 'plain'] : ['plain', 'ours'];

/** Medians of each round, in milliseconds. */
async function latencies(runOn: RunOn, kind: Kind): Promise<Rounds> {
  const rounds: Rounds = { ours: [], plain: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    const times: Rounds = { ours: [], plain: [] };
    for (let turn = 0; turn < PROMPTS[kind]; turn += 1) {
      for (const side of sidesOf(turn + round)) times[side].push(await runOn(side, graphOf(kind)));
    }
    for (const side of sidesOf(0)) rounds[side].push(quantile(times[side], 0.5));
  }
  return rounds;
}

/** Prompts per second of bursts that wait all at once. */
async function rates(runOn: RunOn): Promise<Rounds> {
  const rounds: Rounds = { ours: [], plain: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const side of sidesOf(round)) {
      const startedAt = performance.now();
      await Promise.all(Array.from({ length: BURST }, () => runOn(side, graphOf('S'))));
      rounds[side].push((BURST * 1_000) / (performance.now() - startedAt));
    }
  }
  return rounds;
}

/** The median over rounds of what a round's two sides say together: noise that hits both is gone. */
function ofPairs(
  { ours, plain }: Rounds,
  combine: (ours: number, plain: number) => number,
): number {
  return quantile(
    ours.map((value, round) => combine(value, plain[round] ?? NaN)),
    0.5,
  );
}

async function measure(runOn: RunOn, report: Report): Promise<void> {
  for (let turn = 0; turn < WARM_UP; turn += 1) {
    for (const side of sidesOf(turn)) await runOn(side, graphOf('S'));
  }
  const small = await latencies(runOn, 'S');
  report.compare('P10 S: submit → terminal event', 'ms', small.ours, small.plain);
  const added = ofPairs(small, (ours, plain) => ours - plain);
  report.goal(
    'P10 S latency',
    added <= ADDED_MS_MAX,
    `${format(added)} ms more, goal ≤ ${ADDED_MS_MAX} ms`,
  );

  const bursts = await rates(runOn);
  report.compare(`P10 S: prompts per second, bursts of ${BURST}`, '/s', bursts.ours, bursts.plain);
  const ratio = ofPairs(bursts, (ours, plain) => ours / plain);
  report.goal('P10 S rate', ratio >= RATE_MIN, `${format(ratio)} ×, goal ≥ ${RATE_MIN} ×`);

  const medium = await latencies(runOn, 'M');
  report.compare('P10 M: submit → terminal event', 'ms', medium.ours, medium.plain);
  const more = ofPairs(medium, (ours, plain) => ours - plain);
  const range = Math.max(...medium.plain) - Math.min(...medium.plain);
  report.goal(
    'P10 M',
    more <= range,
    `${format(more)} ms more, goal: within the range of the other side, ${format(range)} ms`,
  );
}

async function main(): Promise<number> {
  const runners = await startTenancyRunners();
  const clients: EventClient[] = [];
  try {
    const connect = async (url: string, tenant: string): Promise<EventClient> => {
      const client = await EventClient.connect(url, headersFor(tenant));
      clients.push(client);
      return client;
    };
    const isBuiltin = runners.ours === runners.plain;
    const alone = await connect(runners.plain, 'alone');
    const users = [await connect(runners.ours, 'alice'), await connect(runners.ours, 'bob')];
    const report = new Report();
    report.note(
      isBuiltin
        ? `runner: ${runners.name}; "atelier": two tenants in turn, "stock": one tenant`
        : `runner: ${runners.name}; "atelier": with the extension, two tenants in turn, "stock": without it`,
    );
    let turn = 0;
    await measure((side, graph) => {
      const client = side === 'plain' ? alone : users[(turn += 1) % users.length];
      return (client ?? alone).run(graph);
    }, report);
    return report.finish(process.argv.includes('--assert'));
  } finally {
    for (const client of clients) client.close();
    await runners.stop();
  }
}

process.exitCode = await main();
