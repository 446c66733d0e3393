/**
 * Every kind of media that ComfyUI's save nodes write: from the run into the gallery, shown there as
 * what it is, and back: its graph opens in the studio, and running it again is the same workflow.
 * What the runner at hand cannot make is written for it (`recordRun`); with COMFYUI_DIR the real save
 * nodes run.
 */
import path from 'node:path';

import type { Locator, Page } from '@playwright/test';
import sharp from 'sharp';

import { PROJECT_DIR, readVariables } from '@/cli/launcher/environment.mjs';
import type { Graph } from '@/lib/domain/prompt-run';
import {
  CUBE_OBJ,
  fixtureFile,
  pyramidGlb,
  SMALL_SVG,
  toneWav,
} from '@/tests/support/fixture-files';
import { plainPicture } from '@/tests/support/graphs';
import { recordRun } from '@/tests/support/record-run';
import { startStack, type Stack } from '@/tests/support/stack';

import { expect, test as base, type Person } from '../fixtures/atelier';
import { whenReady } from '../fixtures/studio';

const variables = readVariables();
const isReal = variables['COMFYUI_DIR'] !== undefined;
const nodes = path.join(PROJECT_DIR, 'tests', 'fixtures', 'comfy-nodes', 'extra_model_paths.yaml');

/** On real ComfyUI with the tests' own nodes. */
const test = base.extend<object, { stack: Stack }>({
  stack: [
    // Playwright reads the names of what a fixture needs from its first argument.
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const args = `${variables['COMFYUI_ARGS'] ?? ''} --extra-model-paths-config ${nodes}`;
      const stack = await startStack(isReal ? { env: { COMFYUI_ARGS: args.trim() } } : {});
      await use(stack);
      await stack.stop();
    },
    { scope: 'worker', timeout: 300_000 },
  ],
});
const LONG_MS = 300_000;

interface Item {
  readonly id: string;
  readonly filename: string;
  readonly mediaType: string;
  readonly workflowId: string;
}

const frames = {
  class_type: 'EmptyImage',
  inputs: { width: 64, height: 48, batch_size: 3, color: 0x3366cc },
};
const images = ['1', 0] as const;

/** Graphs of save nodes that every runner has. */
const EVERYWHERE: Record<string, { graph: Graph; mediaType: string }> = {
  SaveImage: { graph: plainPicture(0x123abc, 'saved'), mediaType: 'image' },
  SaveAnimatedWEBP: {
    graph: {
      '1': frames,
      '9': {
        class_type: 'SaveAnimatedWEBP',
        inputs: {
          ...{ images, filename_prefix: 'moving', fps: 6, lossless: false, quality: 80 },
          method: 'default',
        },
      },
    },
    mediaType: 'image',
  },
  SaveAnimatedPNG: {
    graph: {
      '1': frames,
      '9': {
        class_type: 'SaveAnimatedPNG',
        inputs: { images, filename_prefix: 'moving', fps: 6, compress_level: 4 },
      },
    },
    mediaType: 'image',
  },
};

/** Save nodes of real ComfyUI, with inputs made by nodes without a model; those of 3D and SVG are the tests' own. */
const REAL: Record<string, { graph: Graph; mediaType: string }> = {
  SaveWEBM: {
    graph: {
      '1': frames,
      '9': {
        class_type: 'SaveWEBM',
        inputs: { images, filename_prefix: 'film', codec: 'vp9', fps: 6, crf: 40 },
      },
    },
    mediaType: 'video',
  },
  SaveVideo: {
    graph: {
      '1': frames,
      '2': { class_type: 'CreateVideo', inputs: { images, fps: 6 } },
      '9': {
        class_type: 'SaveVideo',
        inputs: { video: ['2', 0], filename_prefix: 'film', format: 'auto', codec: 'auto' },
      },
    },
    mediaType: 'video',
  },
  ...Object.fromEntries(
    Object.entries({
      SaveAudio: {},
      SaveAudioMP3: { quality: '128k' },
      SaveAudioOpus: { quality: '64k' },
    }).map(([name, more]) => [
      name,
      {
        graph: {
          '1': {
            class_type: 'EmptyAudio',
            inputs: { duration: 1, sample_rate: 48_000, channels: 1 },
          },
          '9': {
            class_type: name,
            inputs: { audio: ['1', 0], filename_prefix: 'sound', ...more },
          },
        },
        mediaType: 'audio',
      },
    ]),
  ),
  SaveGLB: {
    graph: {
      '1': { class_type: 'AtelierPyramid', inputs: { height: 1.6 } },
      '9': { class_type: 'SaveGLB', inputs: { mesh: ['1', 0], filename_prefix: 'mesh' } },
    },
    mediaType: '3d',
  },
  SaveSVGNode: {
    graph: {
      '1': { class_type: 'AtelierSquare', inputs: { colour: '#2a6' } },
      '9': { class_type: 'SaveSVGNode', inputs: { svg: ['1', 0], filename_prefix: 'shape' } },
    },
    mediaType: 'image',
  },
};

/** What stands for the rest: files as those nodes write them. */
const WRITTEN = [
  { name: 'film_00001_.mp4', content: fixtureFile('clip.mp4'), mediaType: 'video' },
  { name: 'film_00001_.webm', content: fixtureFile('clip.webm'), mediaType: 'video' },
  { name: 'tone_00001_.flac', content: fixtureFile('tone.flac'), mediaType: 'audio' },
  { name: 'tone_00001_.mp3', content: fixtureFile('tone.mp3'), mediaType: 'audio' },
  { name: 'tone_00001_.opus', content: fixtureFile('tone.opus'), mediaType: 'audio' },
  { name: 'tone_00001_.wav', content: toneWav(), mediaType: 'audio' },
  { name: 'mesh_00001_.glb', content: pyramidGlb(), mediaType: '3d' },
  { name: 'mesh_00001_.obj', content: CUBE_OBJ, mediaType: '3d' },
  { name: 'shape_00001_.svg', content: SMALL_SVG, mediaType: 'image' },
  { name: 'text_00001_.txt', content: 'What the run wrote.', mediaType: 'text' },
] as const;

async function hasNode(stack: Stack, person: Person, name: string): Promise<boolean> {
  const answer = await fetch(`${stack.url}/studio/api/object_info/${name}`, {
    headers: { authorization: `Bearer ${person.token}` },
  });
  return answer.ok && name in ((await answer.json()) as object);
}

async function newest(stack: Stack, person: Person): Promise<Item> {
  const answer = await fetch(`${stack.url}/api/history?cursor=`, {
    headers: { authorization: `Bearer ${person.token}` },
  });
  const { items } = (await answer.json()) as { items: Item[] };
  const [first] = items;
  if (first === undefined) throw new Error('the gallery is empty');
  return first;
}

async function newestRun({ db }: Stack, person: Person) {
  const [run] = await db.collections.promptRuns
    .find({ user_id: person.id })
    .sort({ created_at: -1 })
    .limit(1)
    .toArray();
  return { id: run?._id ?? '', workflowId: String(run?.['workflow_id']) };
}

/** Whether the detail view shows it as what it is. */
async function expectShown(page: Page, { id, mediaType, filename }: Item): Promise<void> {
  await page.goto(`/gallery?item=${id}`);
  const dialog = page.getByRole('dialog', { name: `Details of ${filename}` });
  await expect(dialog).toBeVisible();
  if (mediaType === 'image') {
    const width = (image: HTMLImageElement): number => image.naturalWidth;
    await expect.poll(() => dialog.locator('img').first().evaluate(width)).toBeGreaterThan(0);
  } else if (mediaType === 'video' || mediaType === 'audio') {
    const duration = (media: HTMLMediaElement): number => media.duration;
    await expect.poll(() => dialog.locator(mediaType).evaluate(duration)).toBeGreaterThan(0);
  } else if (mediaType === 'text') {
    await expect(dialog.getByRole('region', { name: filename })).not.toBeEmpty();
  } else {
    const scene = dialog.getByRole('application', { name: filename });
    await expect(scene).toHaveAttribute('aria-busy', 'false');
    await expectTurned(scene);
  }
}

/** Something is drawn, and another view of it when it is turned by keys. */
async function expectTurned(scene: Locator): Promise<void> {
  const before = await scene.screenshot();
  expect((await sharp(before).stats()).entropy).toBeGreaterThan(0.1);
  await scene.focus();
  await scene.press('ArrowRight');
  await scene.press('ArrowRight');
  await expect.poll(async () => before.equals(await scene.screenshot())).toBe(false);
}

/** Opens the item's graph in the studio, presses Run, and waits for a result of the same workflow. */
async function expectSameWorkflow(
  page: Page,
  stack: Stack,
  person: Person,
  item: Item,
): Promise<void> {
  await page.getByRole('dialog').getByRole('link', { name: 'Open in studio' }).click();
  await whenReady(page);
  await expect
    .poll(() =>
      page.evaluate(
        () =>
          (
            window as unknown as {
              app?: { graph: { _nodes: readonly { type: string }[] } };
            }
          ).app?.graph._nodes.some(({ type }) => type.startsWith('Save')) ?? false,
      ),
    )
    .toBe(true);
  const before = await newestRun(stack, person);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  // A run that only repeats may be answered with what is stored: the run counts, not a new file.
  await expect
    .poll(async () => (await newestRun(stack, person)).id, { timeout: 60_000 })
    .not.toBe(before.id);
  expect((await newestRun(stack, person)).workflowId).toBe(item.workflowId);
}

for (const [name, { graph, mediaType }] of Object.entries({
  ...EVERYWHERE,
  ...(isReal && REAL),
})) {
  test(`${name}: run, gallery, studio, run again`, async ({ signedIn, person, stack }) => {
    test.setTimeout(LONG_MS);
    // Nodes of which the installation lacks a library are left out by ComfyUI itself.
    const isMissing = name in REAL && !(await hasNode(stack, person, name));
    test.skip(isMissing, `this ComfyUI has no ${name}`);
    const end = await person.comfy.run(graph);
    expect(end.type).toBe('execution_success');
    const item = await newest(stack, person);
    expect(item.mediaType).toBe(mediaType);
    await expectShown(signedIn, item);
    await expectSameWorkflow(signedIn, stack, person, item);
  });
}

for (const { name, content, mediaType } of WRITTEN) {
  test(`${name}: shown as ${mediaType}, its graph runs again`, async ({
    signedIn,
    person,
    stack,
  }) => {
    test.setTimeout(LONG_MS);
    await recordRun(stack, person, plainPicture(0x998811, name), [{ name, content }]);
    const item = await newest(stack, person);
    expect(item).toMatchObject({ filename: name, mediaType });
    await expectShown(signedIn, item);
    await expectSameWorkflow(signedIn, stack, person, item);
  });
}

test('the filter by kind finds each of them', async ({ person, stack }) => {
  await recordRun(stack, person, plainPicture(1), WRITTEN);
  for (const mediaType of new Set(WRITTEN.map((one) => one.mediaType))) {
    const answer = await fetch(`${stack.url}/api/history?cursor=&media=${mediaType}`, {
      headers: { authorization: `Bearer ${person.token}` },
    });
    const { items } = (await answer.json()) as { items: Item[] };
    const wanted = WRITTEN.filter((one) => one.mediaType === mediaType).map(({ name }) => name);
    expect(items.map(({ filename }) => filename).sort()).toEqual([...wanted].sort());
  }
});
