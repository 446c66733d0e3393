/** Runs one node of the built-in runner by itself, in folders of its own. */
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type {
  NodeContext,
  NodeDefinition,
  NodeResult,
} from '@/workers/builtin-runner/engine/node-definition';
import { createNodeInputs } from '@/workers/builtin-runner/engine/node-inputs';
import type { Value } from '@/workers/builtin-runner/engine/values';
import {
  openTenantFolders,
  type TenantFolders,
} from '@/workers/builtin-runner/files/tenant-folders';
import type { Pixels } from '@/workers/builtin-runner/pixels/pixels';

/** Folders of a tenant below a new directory; `remove` takes it away. */
export async function createFolders(): Promise<{
  folders: TenantFolders;
  root: string;
  remove: () => Promise<void>;
}> {
  const root = await realpath(await mkdtemp(path.join(tmpdir(), 'atelier-node-')));
  const folders = await openTenantFolders(root, 'somebody');
  return { folders, root, remove: () => rm(root, { recursive: true, force: true }) };
}

const NOWHERE: TenantFolders = { output: '/nowhere', temp: '/nowhere', input: '/nowhere' };

export function nodeContext(changes: Partial<NodeContext> = {}): NodeContext {
  return {
    tenant: 'somebody',
    nodeId: '1',
    folders: NOWHERE,
    graph: {},
    extraPngInfo: null,
    checkpoint: () => Promise.resolve(),
    progress: () => undefined,
    wantsPreviews: () => false,
    text: () => undefined,
    linkedType: () => null,
    keep: (make) => make(),
    faults: {
      crash: () => {
        throw new Error('crash');
      },
      sendMalformed: () => undefined,
      fallSilent: () => undefined,
    },
    ...changes,
  };
}

export async function runNodeAlone(
  node: NodeDefinition,
  inputs: Readonly<Record<string, Value>>,
  changes: Partial<NodeContext> = {},
): Promise<NodeResult> {
  return node.run(createNodeInputs(inputs), nodeContext(changes));
}

/** The first output as pixels. */
export async function pixelsOf(
  node: NodeDefinition,
  inputs: Readonly<Record<string, Value>>,
): Promise<Pixels> {
  const { outputs } = await runNodeAlone(node, inputs);
  return outputs[0] as Pixels;
}

/** A picture whose red channel is given row by row; green and blue follow from it. */
export function redImage(rows: readonly (readonly number[])[]): Pixels {
  const width = rows[0]?.length ?? 0;
  const data = Float32Array.from(rows.flatMap((row) => row.flatMap((red) => [red, 1 - red, 0.5])));
  return { kind: 'image', batch: 1, height: rows.length, width, channels: 3, data };
}

export function maskOf(rows: readonly (readonly number[])[]): Pixels {
  const width = rows[0]?.length ?? 0;
  const data = Float32Array.from(rows.flat());
  return { kind: 'mask', batch: 1, height: rows.length, width, channels: 1, data };
}

/** One channel of the first picture, row by row, rounded to four digits. */
export function rowsOf(pixels: Pixels, channel = 0): number[][] {
  return Array.from({ length: pixels.height }, (_, y) =>
    Array.from({ length: pixels.width }, (_unused, x) => {
      const value = pixels.data[(y * pixels.width + x) * pixels.channels + channel] ?? NaN;
      return Math.round(value * 10_000) / 10_000;
    }),
  );
}
