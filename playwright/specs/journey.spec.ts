/**
 * The whole way, as people go it: sign in, open the studio, press Run, watch it, see the picture in
 * the node, then in the gallery. Then two people at once, whose browsers call themselves the same.
 */
import type { Page } from '@playwright/test';

import sharp from 'sharp';

import { expect, test, type Person } from '../fixtures/atelier';

interface EditorNode {
  readonly type: string;
  readonly imgs?: readonly { readonly naturalWidth: number }[];
  readonly widgets?: readonly { name: string; value: unknown }[];
}
interface UploadNode extends EditorNode {
  readonly widgets: readonly { name: string; value: unknown; callback?: () => void }[];
}
interface Editor {
  readonly graph?: { readonly _nodes: EditorNode[] };
  loadApiJson(graph: object, name: string): Promise<void> | void;
}
type EditorWindow = typeof globalThis & { app?: Editor };

const EDITOR_MS = 90_000;
const RUN_MS = 60_000;

async function openStudio(page: Page): Promise<void> {
  await page.goto('/studio/');
  await editorIsThere(page);
}

async function editorIsThere(page: Page): Promise<void> {
  await page.waitForFunction(
    () => ((window as EditorWindow).app?.graph?._nodes.length ?? 0) > 0,
    null,
    { timeout: EDITOR_MS },
  );
  await expect(page.getByTestId('queue-button')).toBeVisible();
}

/** Pictures that the graph's saving node shows, by their width in pixels. */
const picturesInNode = (page: Page): Promise<number[]> =>
  page.evaluate(() => {
    const nodes = (window as EditorWindow).app?.graph?._nodes ?? [];
    const saving = nodes.find(({ type }) => type === 'SaveImage');
    return (saving?.imgs ?? []).map(({ naturalWidth }) => naturalWidth);
  });

async function pressRun(page: Page): Promise<void> {
  await page.getByTestId('queue-button').click();
}

const tiles = (page: Page) => page.locator('[data-tile]');

test('from sign-in to the picture in the gallery', async ({ page, person }, testInfo) => {
  test.setTimeout(180_000);
  await page.goto('/');
  await page.getByLabel(/e-mail/i).fill(person.email);
  await page.getByRole('textbox', { name: 'Password' }).fill(person.password);
  await page.keyboard.press('Enter');
  await editorIsThere(page);
  await testInfo.attach('studio', { body: await page.screenshot(), contentType: 'image/png' });

  await pressRun(page);
  await expect.poll(() => picturesInNode(page), { timeout: RUN_MS }).toHaveLength(1);
  expect((await picturesInNode(page))[0]).toBeGreaterThan(0);
  await testInfo.attach('node', { body: await page.screenshot(), contentType: 'image/png' });

  await page.getByRole('link', { name: 'Gallery' }).click();
  await expect(tiles(page)).toHaveCount(1);
  await testInfo.attach('gallery', { body: await page.screenshot(), contentType: 'image/png' });

  // A new result appears without reloading: submitted by a script of the same person.
  await person.comfy.run({
    '1': {
      class_type: 'EmptyImage',
      inputs: { width: 96, height: 64, batch_size: 1, color: 0x33aa55 },
    },
    '9': { class_type: 'SaveImage', inputs: { images: ['1', 0], filename_prefix: 'live' } },
  });
  await expect(tiles(page)).toHaveCount(2);
});

test('an uploaded picture goes through the graph into the gallery', async ({
  signedIn: page,
}, testInfo) => {
  await openStudio(page);
  await page.evaluate(async () => {
    const image = (node: string): [string, number] => [node, 0];
    const size = { upscale_method: 'bilinear', width: 120, height: 90, crop: 'disabled' };
    const { app } = window as EditorWindow;
    await app?.loadApiJson(
      {
        '1': { class_type: 'LoadImage', inputs: { image: '' } },
        '2': { class_type: 'ImageScale', inputs: { image: image('1'), ...size } },
        '9': { class_type: 'SaveImage', inputs: { images: image('2'), filename_prefix: 'mine' } },
      },
      'upload',
    );
  });
  const choosing = page.waitForEvent('filechooser');
  await page.evaluate(() => {
    const nodes = (window as EditorWindow).app?.graph?._nodes ?? [];
    const loading = nodes.find(({ type }) => type === 'LoadImage') as UploadNode | undefined;
    loading?.widgets.find(({ name }) => name === 'upload')?.callback?.();
  });
  const picture = sharp({ create: { width: 240, height: 180, channels: 3, background: '#c33' } });
  const file = {
    name: 'my own.png',
    mimeType: 'image/png',
    buffer: await picture.png().toBuffer(),
  };
  await (await choosing).setFiles(file);
  await expect
    .poll(() =>
      page.evaluate(() => {
        const nodes = (window as EditorWindow).app?.graph?._nodes ?? [];
        const loading = nodes.find(({ type }) => type === 'LoadImage');
        return loading?.widgets?.find(({ name }) => name === 'image')?.value;
      }),
    )
    .toMatch(/^my own.*\.png$/);

  await pressRun(page);
  await expect.poll(() => picturesInNode(page), { timeout: RUN_MS }).toEqual([120]);
  await testInfo.attach('node', { body: await page.screenshot(), contentType: 'image/png' });
  await page.getByRole('link', { name: 'Gallery' }).click();
  await expect(tiles(page)).toHaveCount(1);
});

test('two people at once meet nothing of each other', async ({ newPerson, newPageOf }) => {
  test.setTimeout(240_000);
  const people = [await newPerson(), await newPerson()] as const;
  const open = async (person: Person): Promise<Page> => {
    const page = await newPageOf(person);
    // Both browsers call themselves the same; that must make no difference.
    await page.addInitScript(() => {
      window.name = 'one-client';
      sessionStorage.setItem('clientId', 'one-client');
    });
    return page;
  };
  const [ada, bob] = [await open(people[0]), await open(people[1])] as const;
  await openStudio(ada);
  await openStudio(bob);

  await pressRun(ada);
  await expect.poll(() => picturesInNode(ada), { timeout: RUN_MS }).toHaveLength(1);
  // Bob ran nothing: no picture, no job, no file.
  expect(await picturesInNode(bob)).toEqual([]);
  const jobs = async (page: Page): Promise<number> => {
    const response = await page.request.get('/studio/api/jobs?limit=50&offset=0');
    return ((await response.json()) as { jobs: unknown[] }).jobs.length;
  };
  expect([await jobs(ada), await jobs(bob)]).toEqual([1, 0]);

  await Promise.all([pressRun(ada), pressRun(bob)]);
  await expect.poll(() => picturesInNode(bob), { timeout: RUN_MS }).toHaveLength(1);
  await expect.poll(() => jobs(ada), { timeout: RUN_MS }).toBe(2);
  expect(await jobs(bob)).toBe(1);

  await bob.getByRole('link', { name: 'Gallery' }).click();
  await expect(tiles(bob)).toHaveCount(1);
});

test('the page attaches again after the web process was killed', async ({ stack, signedIn }) => {
  test.setTimeout(240_000);
  await openStudio(signedIn);
  await stack.kill('web');
  await stack.restart('web');
  await expect
    .poll(
      async () => {
        await pressRun(signedIn).catch(() => undefined);
        return picturesInNode(signedIn);
      },
      { timeout: RUN_MS, intervals: [3_000] },
    )
    .toHaveLength(1);
});
