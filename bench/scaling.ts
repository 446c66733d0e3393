/**
 * Throughput grows with slots: prompts of two seconds on 1, 2 and 4 slots, against the multiple of what
 * one slot does in the same round. The prompts wait and do not compute, so that two cores are enough.
 */
import type { Graph } from '@/lib/domain/prompt-run';

import { startServices } from '../tests/support/services';
import { startStack, type Stack } from '../tests/support/stack';
import { EventClient } from './event-client';
import { format, Report } from './statistics';

const SLOTS = [1, 2, 4] as const;
const ROUNDS = 5;
const PROMPT_S = 2;
const PROMPTS_PER_SLOT = 3;
const GOAL = 0.95;

/** The width varies so that no two prompts are one. */
let width = 64;
const twoSeconds = (): Graph => ({
  '1': {
    class_type: 'AtelierTimer',
    inputs: { seconds: PROMPT_S, steps: 4, width: (width = 64 + ((width + 8) % 512)), height: 64 },
  },
  '9': { class_type: 'SaveImage', inputs: { images: ['1', 0], filename_prefix: 'scaling' } },
});

interface Side {
  readonly slots: number;
  readonly stack: Stack;
  /** As many users as slots: nobody's limit on running prompts stands in the way. */
  readonly clients: readonly EventClient[];
  readonly perSecond: number[];
}

async function startSide(slots: number, services: Parameters<typeof startStack>[0]): Promise<Side> {
  const stack = await startStack({ ...services, slots, comfyui: false });
  const clients = await Promise.all(
    Array.from({ length: slots }, async () => {
      const token = await stack.signIn(await stack.createUser());
      return EventClient.connect(`${stack.url}/studio`, { authorization: `Bearer ${token}` });
    }),
  );
  return { slots, stack, clients, perSecond: [] };
}

async function round({ clients, slots }: Side): Promise<number> {
  const startedMs = performance.now();
  const all = clients.flatMap((client) =>
    Array.from({ length: PROMPTS_PER_SLOT }, () => client.run(twoSeconds())),
  );
  await Promise.all(all);
  return (slots * PROMPTS_PER_SLOT * 1000) / (performance.now() - startedMs);
}

async function main(): Promise<number> {
  const services = await startServices();
  const sides: Side[] = [];
  try {
    for (const slots of SLOTS) sides.push(await startSide(slots, { services }));
    for (const side of sides) await Promise.all(side.clients.map((one) => one.run(twoSeconds())));
    for (let at = 0; at < ROUNDS; at += 1) {
      for (const side of sides) side.perSecond.push(await round(side));
    }
    const report = new Report();
    const [one] = sides;
    report.note(`${PROMPTS_PER_SLOT} prompts of ${PROMPT_S} s a slot, ${ROUNDS} rounds`);
    const ideal = one?.perSecond.map(() => 1 / PROMPT_S) ?? [];
    report.compare('1 slot: prompts per second', '/s', one?.perSecond ?? [], ideal, [
      'atelier',
      'ideal',
    ]);
    for (const { slots, perSecond } of sides.slice(1)) {
      const linear = one?.perSecond.map((rate) => rate * slots) ?? [];
      const { ratio } = report.compare(
        `${slots} slots: prompts per second`,
        '/s',
        perSecond,
        linear,
        [`${slots} slots`, `${slots} × 1`],
      );
      report.goal(`${slots} slots`, ratio >= GOAL, `${format(ratio)} of linear, goal ≥ ${GOAL}`);
    }
    return report.finish(process.argv.includes('--assert'));
  } finally {
    for (const { clients, stack } of sides) {
      for (const client of clients) client.close();
      await stack.stop();
    }
    await services.stop();
  }
}

process.exitCode = await main();
