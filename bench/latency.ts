/**
 * Added latency (P1) and throughput (P2): the same graphs through Atelier and straight to the same
 * kind of runner, interleaved in one run.
 *
 *   S  EmptyImage 64² → SaveImage, colour varied
 *   M  EmptyImage 1024² → ImageScale → ImageInvert → SaveImage
 *   P  LoadImage of a 1.5 MB photo-like PNG → ImageInvert → SaveImage
 */
import { databaseServer } from '@/cli/launcher/setup/services.mjs';
import type { Graph } from '@/lib/domain/prompt-run';
import { childEnvironment } from '@/lib/kernel/env';

import { installedPaths } from '../tests/support/services';
import { startStack } from '../tests/support/stack';
import { startBareRunner } from './bare-runner';
import { measureWriteMs } from './database-write';
import { EventClient } from './event-client';
import { photoLikePng } from './photo';
import { format, quantile, Report, spread } from './statistics';

const ROUNDS = 5;
const SEQUENTIAL = { S: 30, M: 6, P: 4 } as const;
const BURST = { S: 150, M: 30, P: 12 } as const;
const IN_FLIGHT = 50;
const WARM_UP = 40;
type Kind = keyof typeof SEQUENTIAL;

let colour = 1;
const nextColour = (): number => (colour += 7) % 0xffffff;

function graph(kind: Kind, photo: string): Graph {
  const empty = (side: number) => ({
    class_type: 'EmptyImage',
    inputs: { width: side, height: side, batch_size: 1, color: nextColour() },
  });
  const save = { class_type: 'SaveImage', inputs: { images: ['3', 0], filename_prefix: kind } };
  if (kind === 'S') return { '3': empty(64), '9': save };
  if (kind === 'M') {
    return {
      '1': empty(1024),
      '2': {
        class_type: 'ImageScale',
        inputs: {
          image: ['1', 0],
          upscale_method: 'bilinear',
          width: 1024,
          height: 768,
          crop: 'disabled',
        },
      },
      '3': { class_type: 'ImageInvert', inputs: { image: ['2', 0] } },
      '9': save,
    };
  }
  // The prefix varies so that nothing is answered from a cache.
  const varied = { ...save, inputs: { ...save.inputs, filename_prefix: `P${nextColour()}` } };
  return {
    '1': { class_type: 'LoadImage', inputs: { image: photo } },
    '3': { class_type: 'ImageInvert', inputs: { image: ['1', 0] } },
    '9': varied,
  };
}

interface Clients {
  readonly ours: EventClient;
  readonly stock: EventClient;
}
type Side = keyof Clients;
type Photos = Readonly<Record<Side, string>>;
interface Rounds {
  readonly ours: number[][];
  readonly stock: number[][];
}

/** Which side comes first changes with each prompt, so that what else the machine does hits both alike. */
const sidesOf = (turn: number): readonly Side[] =>
  turn % 2 === 0 ? ['ours', 'stock'] : ['stock', 'ours'];

/** Milliseconds of each prompt, by round. */
async function sequentialMs(clients: Clients, kind: Kind, photos: Photos): Promise<Rounds> {
  const rounds: Rounds = { ours: [], stock: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    const times: Record<Side, number[]> = { ours: [], stock: [] };
    for (let turn = 0; turn < SEQUENTIAL[kind]; turn += 1) {
      for (const side of sidesOf(turn)) {
        times[side].push(await clients[side].run(graph(kind, photos[side])));
      }
    }
    rounds.ours.push(times.ours);
    rounds.stock.push(times.stock);
  }
  return rounds;
}

async function perSecond(client: EventClient, kind: Kind, photo: string): Promise<number> {
  const started = performance.now();
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < BURST[kind]) {
      next += 1;
      await client.run(graph(kind, photo));
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
  return (BURST[kind] * 1000) / (performance.now() - started);
}

async function upload(
  url: string,
  headers: Record<string, string>,
  png: Uint8Array,
): Promise<string> {
  const body = new FormData();
  body.set('image', new Blob([Buffer.from(png)], { type: 'image/png' }), 'photo.png');
  const response = await fetch(`${url}/upload/image`, { method: 'POST', headers, body });
  if (!response.ok) throw new Error(`upload: ${response.status}`);
  return ((await response.json()) as { name: string }).name;
}

async function main(): Promise<number> {
  const stack = await startStack({ slots: 1 });
  const bare = await startBareRunner();
  try {
    const token = await stack.signIn(await stack.createUser());
    const headers = { authorization: `Bearer ${token}` };
    const base = `${stack.url}/studio`;
    const clients: Clients = {
      ours: await EventClient.connect(base, headers),
      stock: await EventClient.connect(bare.url),
    };
    const png = await photoLikePng();
    const photos: Photos = {
      ours: await upload(base, headers, png),
      stock: await upload(bare.url, {}, png),
    };
    const isEmbedded =
      databaseServer(installedPaths(), childEnvironment({})['PATH']).kind === 'java';
    const report = new Report();
    const writeMs = spread(await measureWriteMs(stack.env));
    report.note(`runner: ${bare.name}; photo ${format(png.byteLength / 1e6)} MB`);
    report.note(
      `database: ${isEmbedded ? 'embedded' : 'mongod'}; one write: ${format(writeMs.median)} ms (${format(writeMs.min)}…${format(writeMs.max)})`,
    );
    for (let turn = 0; turn < WARM_UP; turn += 1) {
      for (const side of sidesOf(turn)) await clients[side].run(graph('S', photos[side]));
    }

    for (const kind of ['S', 'M', 'P'] as const) {
      const rounds = await sequentialMs(clients, kind, photos);
      const { difference, ratio } = report.compare(
        `P1 ${kind}: submit → terminal event`,
        'ms',
        rounds.ours.map((times) => quantile(times, 0.5)),
        rounds.stock.map((times) => quantile(times, 0.5)),
      );
      if (kind === 'S') {
        // The embedded database commits each write to its file before it answers.
        const limit = isEmbedded ? 15 : 8;
        const p99 = quantile(rounds.ours.flat(), 0.99) - quantile(rounds.stock.flat(), 0.99);
        report.goal(
          'P1 S median',
          difference <= limit,
          `+ ${format(difference)} ms, goal ≤ + ${limit} ms`,
        );
        report.goal('P1 S p99', p99 <= 30, `+ ${format(p99)} ms, goal ≤ + 30 ms`);
      } else {
        report.goal(`P1 ${kind}`, ratio <= 1.05, `${format(ratio)} ×, goal ≤ 1.05 ×`);
      }
    }
    for (const kind of ['S', 'M', 'P'] as const) {
      const rates = { ours: [] as number[], stock: [] as number[] };
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const side of sidesOf(round)) {
          rates[side].push(await perSecond(clients[side], kind, photos[side]));
        }
      }
      const { ratio } = report.compare(
        `P2 ${kind}: prompts per second, ${IN_FLIGHT} in flight`,
        '/s',
        rates.ours,
        rates.stock,
      );
      const goal = kind === 'S' ? 0.5 : 0.97;
      report.goal(`P2 ${kind}`, ratio >= goal, `${format(ratio)} ×, goal ≥ ${goal} ×`);
    }
    clients.ours.close();
    clients.stock.close();
    return report.finish(process.argv.includes('--assert'));
  } finally {
    await bare.stop();
    await stack.stop();
  }
}

process.exitCode = await main();
