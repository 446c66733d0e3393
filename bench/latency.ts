/**
 * Added latency (P1) and throughput (P2): the same graphs through Atelier and straight to the same
 * kind of runner, interleaved in one run.
 *
 *   S  EmptyImage 64² → SaveImage, colour varied
 *   M  EmptyImage 1024² → ImageScale → ImageInvert → SaveImage
 *   P  LoadImage of a 1.5 MB photo-like PNG → ImageInvert → SaveImage
 */
import type { Graph } from '@/lib/domain/prompt-run';

import { ComfyClient } from '../tests/support/comfy-client';
import { startStack } from '../tests/support/stack';
import { startBareRunner } from './bare-runner';
import { measureWriteMs } from './database-write';
import { photoLikePng } from './photo';
import { format, quantile, Report, spread } from './statistics';

const ROUNDS = 5;
const SEQUENTIAL = { S: 30, M: 6, P: 4 } as const;
const BURST = { S: 150, M: 30, P: 12 } as const;
const IN_FLIGHT = 50;
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

async function sequentialMs(client: ComfyClient, kind: Kind, photo: string): Promise<number[]> {
  const times: number[] = [];
  for (let index = 0; index < SEQUENTIAL[kind]; index += 1) {
    const started = performance.now();
    await client.run(graph(kind, photo));
    times.push(performance.now() - started);
  }
  return times;
}

async function perSecond(client: ComfyClient, kind: Kind, photo: string): Promise<number> {
  const started = performance.now();
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < BURST[kind]) {
      next += 1;
      const { promptId, body } = await client.submit(graph(kind, photo));
      if (promptId === '') throw new Error(JSON.stringify(body));
      await client.ended(promptId);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
  return (BURST[kind] * 1000) / (performance.now() - started);
}

async function upload(client: ComfyClient, png: Uint8Array): Promise<string> {
  const form = new FormData();
  form.set('image', new Blob([Buffer.from(png)], { type: 'image/png' }), 'photo.png');
  const response = await client.request('/upload/image', { method: 'POST', body: form });
  if (!response.ok) throw new Error(`upload: ${response.status}`);
  return ((await response.json()) as { name: string }).name;
}

async function main(): Promise<number> {
  const stack = await startStack({ slots: 1 });
  const bare = await startBareRunner();
  try {
    const user = await stack.createUser();
    const ours = await new ComfyClient(`${stack.url}/studio`, await stack.signIn(user)).connect();
    const stock = await new ComfyClient(bare.url, '').connect();
    const png = await photoLikePng();
    const photos = { ours: await upload(ours, png), stock: await upload(stock, png) };
    const report = new Report();
    const writeMs = spread(await measureWriteMs(stack.env));
    report.note(`runner: ${bare.name}; photo ${format(png.byteLength / 1e6)} MB`);
    report.note(
      `one database write: ${format(writeMs.median)} ms (${format(writeMs.min)}…${format(writeMs.max)})`,
    );
    await ours.run(graph('S', photos.ours));
    await stock.run(graph('S', photos.stock));

    for (const kind of ['S', 'M', 'P'] as const) {
      const rounds = {
        ours: [] as number[],
        stock: [] as number[],
        oursAll: [] as number[],
        stockAll: [] as number[],
      };
      for (let round = 0; round < ROUNDS; round += 1) {
        const stockMs = await sequentialMs(stock, kind, photos.stock);
        const oursMs = await sequentialMs(ours, kind, photos.ours);
        rounds.stock.push(quantile(stockMs, 0.5));
        rounds.ours.push(quantile(oursMs, 0.5));
        rounds.stockAll.push(...stockMs);
        rounds.oursAll.push(...oursMs);
      }
      const { difference, ratio } = report.compare(
        `P1 ${kind}: submit → terminal event`,
        'ms',
        rounds.ours,
        rounds.stock,
      );
      if (kind === 'S') {
        const limit = writeMs.median <= 0.7 ? 8 : 15;
        const p99 = quantile(rounds.oursAll, 0.99) - quantile(rounds.stockAll, 0.99);
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
        rates.stock.push(await perSecond(stock, kind, photos.stock));
        rates.ours.push(await perSecond(ours, kind, photos.ours));
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
    ours.close();
    stock.close();
    return report.finish(process.argv.includes('--assert'));
  } finally {
    await bare.stop();
    await stack.stop();
  }
}

process.exitCode = await main();
