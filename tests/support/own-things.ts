/** One thing of each kind for a user, each with a word in it that nobody else may ever be shown. */
import { randomBytes } from 'node:crypto';

import sharp from 'sharp';

import { ComfyClient } from './comfy-client';
import { plainPicture } from './graphs';
import { waitFor } from './wait-for';

/** Names of things, of a user or of nobody. */
export interface ThingIds {
  readonly promptId: string;
  readonly generationId: string;
  /** Name of the saved picture, in the folder `subfolder`. */
  readonly filename: string;
  readonly subfolder: string;
  /** Name of an upload. */
  readonly upload: string;
  /** Path of a file of the editor. */
  readonly file: string;
  readonly setting: string;
}

export const NOBODYS_THINGS: ThingIds = {
  promptId: '00000000-0000-4000-8000-000000000000',
  generationId: '0'.repeat(32),
  filename: 'nobody_00001_.png',
  subfolder: 'nobody',
  upload: 'nobody.png',
  file: 'workflows/nobody.json',
  setting: 'nobody.setting',
};

/** A word that is in no program and no library. */
export function newCanary(): string {
  return `canary${randomBytes(8).toString('hex')}`;
}

export async function smallPng(): Promise<Buffer> {
  const background = { r: 200, g: 30, b: 90 };
  return sharp({ create: { width: 8, height: 8, channels: 3, background } })
    .png()
    .toBuffer();
}

/**
 * Makes them through the API, as a browser would.
 * @param url of the stack
 * @param canary stands in the contents of all
 * @param name stands in their names
 */
export async function makeThings(
  url: string,
  token: string,
  canary: string,
  name = canary,
): Promise<ThingIds> {
  const client = await new ComfyClient(`${url}/studio`, token, canary).connect();
  try {
    const file = `workflows/${name}.json`;
    await write(client, `/api/userdata/${encodeURIComponent(file)}`, `{"note": "${canary}"}`);
    const setting = `atelier.${name}`;
    await write(client, `/api/settings/${setting}`, JSON.stringify(canary));
    const upload = `${name}.png`;
    const form = new FormData();
    form.set('image', new Blob([new Uint8Array(await smallPng()), canary]), upload);
    await client.json('/api/upload/image', { method: 'POST', body: form });

    const { promptId } = await client.submit(plainPicture(seedOf(canary), `${name}/picture`), {
      extra_data: { extra_pnginfo: { workflow: { id: canary, nodes: [] } } },
    });
    await client.ended(promptId);
    const item = await waitFor(async () => {
      const answer = await fetch(`${url}/api/history`, {
        headers: { authorization: `Bearer ${token}` },
      });
      const { items } = (await answer.json()) as { items: { id: string; filename: string }[] };
      return items[0];
    }, 'the picture in the gallery');
    const { id: generationId, filename } = item;
    return { promptId, generationId, filename, subfolder: name, upload, file, setting };
  } finally {
    client.close();
  }
}

async function write(client: ComfyClient, path: string, body: string): Promise<void> {
  const answer = await client.request(path, { method: 'POST', body });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
}

const seedOf = (canary: string): number => Number.parseInt(canary.slice(-6), 16);
