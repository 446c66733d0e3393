/** Files of any size become inputs: chosen, dropped, by the editor itself; broken off and gone on with. */
import type { Locator, Page } from '@playwright/test';
import sharp from 'sharp';

import { PART_BYTES } from '@/lib/domain/incoming-upload';
import { softPicture } from '@/tests/support/fixture-files';

import { expect, test, type Person } from '../fixtures/atelier';
import { expectAccessible } from '../fixtures/axe';
import { nodesOf, openStudio } from '../fixtures/studio';

test.setTimeout(240_000);

interface Payload {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** Noise does not get smaller, so that the file has more than one part. */
async function largePicture(name: string): Promise<Payload> {
  const [width, height] = [2_600, 2_400];
  const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
  const picture = sharp({ create: { width, height, channels: 3, background: '#000', noise } });
  const buffer = await picture.png({ compressionLevel: 0 }).toBuffer();
  expect(buffer.byteLength).toBeGreaterThan(PART_BYTES);
  return { name, mimeType: 'image/png', buffer };
}

const tray = (page: Page): Locator => page.getByRole('region', { name: 'Uploads' });
const row = (page: Page, name: string): Locator => tray(page).locator(`[data-upload="${name}"]`);

async function openPanel(page: Page): Promise<void> {
  await openStudio(page);
  await page.locator('.side-tool-bar-container').getByRole('button', { name: 'Results' }).click();
}

async function choose(page: Page, files: Payload[]): Promise<void> {
  const asking = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Upload', exact: true }).click();
  await (await asking).setFiles(files);
}

/** Numbers of the parts that were sent, in order. */
function watchParts(page: Page): number[] {
  const numbers: number[] = [];
  page.on('request', (request) => {
    const part = /\/api\/uploads\/[^/]+\/parts\/(\d+)$/.exec(request.url());
    if (request.method() === 'PUT' && part !== null) numbers.push(Number(part[1]));
  });
  return numbers;
}

/** What a list of a node that loads pictures offers. */
function offeredBy(page: Page, type: string): Promise<unknown> {
  return page.evaluate((wanted) => {
    interface Node {
      readonly type: string;
      readonly widgets?: readonly { readonly options: { readonly values?: unknown } }[];
    }
    const { app } = window as unknown as { app: { graph: { _nodes: readonly Node[] } } };
    const values = app.graph._nodes.find((node) => node.type === wanted)?.widgets?.[0]?.options;
    return values?.values;
  }, type);
}

const underWay = (page: Page, part: number): string =>
  `${new URL(page.url()).origin}/api/uploads/*/parts/${part}`;
const unfinished = (
  stack: { db: { incomingUploads: { count(id: never): Promise<number> } } },
  { id }: Person,
) => stack.db.incomingUploads.count(id as never);

test('files that are chosen come in parts, and can be used in the graph', async ({
  signedIn: page,
}) => {
  const parts = watchParts(page);
  const large = await largePicture('sea.png');
  const small = { ...large, name: 'shore.png', buffer: await softPicture(64, 64, 10) };
  await openPanel(page);
  await choose(page, [large, small]);
  await expect(row(page, 'sea.png')).toHaveAttribute('data-state', 'done');
  await expect(row(page, 'shore.png')).toHaveAttribute('data-state', 'done');
  expect([...parts].sort()).toEqual([1, 1, 2]);
  await expectAccessible(page);
  await page.screenshot({ path: 'test-results/uploads-done.png' });

  await row(page, 'sea.png').getByRole('button', { name: 'Use as input' }).click();
  await expect
    .poll(async () => (await nodesOf(page)).map(({ type }) => type))
    .toContain('LoadImage');
  await expect.poll(() => offeredBy(page, 'LoadImage')).toContain('sea.png');
  expect(await offeredBy(page, 'LoadImage')).toContain('shore.png');

  // What is there is not sent again.
  await choose(page, [large]);
  await expect(row(page, 'sea.png')).toHaveCount(2);
  await expect(row(page, 'sea.png').nth(1)).toHaveAttribute('data-state', 'done');
  expect(parts).toHaveLength(3);
  await tray(page).getByRole('button', { name: 'Close the list' }).click();
  await expect(tray(page)).toHaveCount(0);
});

test('an upload that is cancelled leaves nothing behind', async ({
  signedIn: page,
  person,
  stack,
}) => {
  await openPanel(page);
  await page.route(underWay(page, 2), () => undefined);
  await choose(page, [await largePicture('lake.png')]);
  await expect(row(page, 'lake.png')).toHaveAttribute('data-state', 'sending');
  await expect.poll(() => unfinished(stack, person)).toBe(1);
  await page.screenshot({ path: 'test-results/uploads-sending.png' });
  await row(page, 'lake.png').getByRole('button', { name: 'Cancel lake.png' }).click();
  await expect(tray(page)).toHaveCount(0);
  await expect.poll(() => unfinished(stack, person)).toBe(0);
});

test('what broke off goes on where it was, by a button and after the page was closed', async ({
  signedIn: page,
  person,
  stack,
}) => {
  const parts = watchParts(page);
  const [dune, reef] = [await largePicture('dune.png'), await largePicture('reef.png')];
  await openPanel(page);
  await page.route(underWay(page, 2), (route) => route.abort('connectionreset'));
  await choose(page, [dune]);
  const failed = row(page, 'dune.png');
  await expect(failed.getByText('The connection broke off. What was sent is kept.')).toBeVisible();
  await expectAccessible(page);
  await page.screenshot({ path: 'test-results/uploads-failed.png' });
  await page.unroute(underWay(page, 2));
  parts.length = 0;
  await failed.getByRole('button', { name: 'Try again' }).click();
  await expect(failed).toHaveAttribute('data-state', 'done');
  expect(parts).toEqual([2]);

  await page.route(underWay(page, 2), () => undefined);
  const first = page.waitForResponse((answer) => answer.url().endsWith('/parts/1'));
  await choose(page, [reef]);
  await first;
  page.on('dialog', (dialog) => void dialog.accept());
  await openPanel(page);
  // What is held back would be let go.
  await page.unroute(underWay(page, 2));
  expect(await unfinished(stack, person)).toBe(1);
  parts.length = 0;
  await choose(page, [reef]);
  await expect(row(page, 'reef.png')).toHaveAttribute('data-state', 'done');
  expect(parts).toEqual([2]);
  expect(await unfinished(stack, person)).toBe(0);
});

test('a refusal says the numbers', async ({ signedIn: page, person, stack }) => {
  await stack.db.collections.users.updateOne(
    { _id: person.id },
    { $set: { limits: { storageBytesMax: 1_000_000 } } },
  );
  await openPanel(page);
  await choose(page, [
    { name: 'much.bin.txt', mimeType: 'text/plain', buffer: Buffer.alloc(2_000_000, 'a') },
    { name: 'tool.exe', mimeType: 'application/octet-stream', buffer: Buffer.from('MZ') },
    { name: 'nothing.txt', mimeType: 'text/plain', buffer: Buffer.alloc(0) },
  ]);
  await expect(row(page, 'much.bin.txt')).toContainText(
    /No room: .+ of 1 MB are used, and this needs 2 MB/,
  );
  await expect(row(page, 'tool.exe')).toContainText('such files are no inputs');
  await expect(row(page, 'tool.exe').getByRole('button', { name: 'Try again' })).toHaveCount(0);
  await expect(row(page, 'nothing.txt')).toContainText('The file is empty.');
  await page.screenshot({ path: 'test-results/uploads-refused.png' });
});

test('large files that the editor uploads itself go in parts, too', async ({ signedIn: page }) => {
  const parts = watchParts(page);
  await openStudio(page);
  const size = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(2_600, 2_400);
    const context = canvas.getContext('2d');
    const picture = new ImageData(2_600, 2_400);
    for (let at = 0; at < picture.data.length; at += 65_536) {
      crypto.getRandomValues(picture.data.subarray(at, Math.min(at + 65_536, picture.data.length)));
    }
    for (let at = 3; at < picture.data.length; at += 4) picture.data[at] = 255;
    context?.putImageData(picture, 0, 0);
    const file = new File([await canvas.convertToBlob()], 'cliff.png', { type: 'image/png' });
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(file);
    const at = { clientX: 500, clientY: 150, bubbles: true, cancelable: true };
    document
      .querySelector('#graph-canvas')
      ?.dispatchEvent(new DragEvent('drop', { ...at, dataTransfer }));
    return file.size;
  });
  expect(size).toBeGreaterThan(PART_BYTES);
  await expect(row(page, 'cliff.png')).toHaveAttribute('data-state', 'done');
  expect([...parts].sort()).toEqual([1, 2]);
  await expect.poll(() => offeredBy(page, 'LoadImage')).toContain('cliff.png');
});
