/** The gallery without a mouse: the keyboard reaches every act and never loses its place. */
import type { Locator, Page } from '@playwright/test';

import { softPicture } from '@/tests/support/fixture-files';
import { plainPicture } from '@/tests/support/graphs';
import { recordRun } from '@/tests/support/record-run';
import type { Stack } from '@/tests/support/stack';

import { expect, test, type Person } from '../fixtures/atelier';

const tiles = (page: Page): Locator => page.locator('main a[data-tile]');
const tileOf = (page: Page, id: string | undefined): Locator =>
  page.locator(`main a[data-tile="${id ?? ''}"]`);
const detailOf = (page: Page, name: string): Locator =>
  page.getByRole('dialog', { name: `Details of ${name}` });

/** @returns ids of new pictures, newest first, as the grid shows them */
async function record(stack: Stack, person: Person, count: number): Promise<string[]> {
  const files = await Promise.all(
    Array.from({ length: count }, async (_, index) => ({
      name: `wave_${index + 1}.png`,
      content: await softPicture(320, 240, index * 40),
    })),
  );
  const made = await recordRun(stack, person, plainPicture(count), files);
  return made
    .toSorted((a, b) => Number(b.createdAt) - Number(a.createdAt) || (a.id < b.id ? 1 : -1))
    .map(({ id }) => id);
}

/** Opens the gallery; the grid takes keys once it knows its width, and Tab leads to one tile then. */
async function openGallery(page: Page, count: number, query = ''): Promise<void> {
  await page.goto(`/gallery${query}`);
  await expect(page.locator('main a[data-tile][tabindex="-1"]')).toHaveCount(count - 1);
  await expect(tiles(page)).toHaveCount(count);
}

/** Presses Tab until the focus is where it is wanted. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab');
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error('Tab does not lead there');
}

test('pictures are deleted one after another, and come back, without leaving the keyboard', async ({
  signedIn,
  person,
  stack,
}) => {
  const ids = await record(stack, person, 6);
  await openGallery(signedIn, 6);
  await tabTo(signedIn, tileOf(signedIn, ids[0]));
  await signedIn.keyboard.press('ArrowRight');
  await signedIn.keyboard.press('Delete');
  await expect(tileOf(signedIn, ids[2])).toBeFocused();
  await signedIn.keyboard.press('Delete');
  await expect(tileOf(signedIn, ids[3])).toBeFocused();
  await expect(tiles(signedIn)).toHaveCount(4);
  // At the end, what is last then.
  await signedIn.keyboard.press('End');
  await signedIn.keyboard.press('Delete');
  await expect(tileOf(signedIn, ids[4])).toBeFocused();

  const undo = signedIn.getByRole('button', { name: 'Undo' });
  await expect(undo).toHaveCount(3);
  await signedIn.keyboard.press('Alt+t');
  await tabTo(signedIn, undo.first());
  await signedIn.keyboard.press('Enter');
  await expect(tiles(signedIn)).toHaveCount(4);
  await expect(tileOf(signedIn, ids[5])).toBeVisible();

  // Several at once: the focus goes to the first one behind them.
  await tabTo(signedIn, tileOf(signedIn, ids[4]));
  await signedIn.keyboard.press('Home');
  await signedIn.keyboard.press('Space');
  await signedIn.keyboard.press('Shift+ArrowRight');
  await signedIn.keyboard.press('Delete');
  await expect(tiles(signedIn)).toHaveCount(2);
  await expect(tileOf(signedIn, ids[4])).toBeFocused();
});

test('what another window deletes or adds does not take the focus away', async ({
  signedIn,
  person,
  stack,
  newPageOf,
}) => {
  const ids = await record(stack, person, 4);
  await openGallery(signedIn, 4);
  await tabTo(signedIn, tileOf(signedIn, ids[0]));
  await signedIn.keyboard.press('ArrowRight');
  const other = await newPageOf(person);
  await openGallery(other, 4);
  await tileOf(other, ids[1]).focus();
  await other.keyboard.press('Delete');
  await expect(tiles(signedIn)).toHaveCount(3);
  await expect(tileOf(signedIn, ids[2])).toBeFocused();
  await record(stack, person, 2);
  await expect(tiles(signedIn)).toHaveCount(5);
  await expect(tileOf(signedIn, ids[2])).toBeFocused();
});

test('after scrolling with the mouse, Tab leads to a tile that is in sight', async ({
  signedIn,
  person,
}) => {
  await signedIn.setViewportSize({ width: 900, height: 500 });
  await person.comfy.run({
    '1': {
      class_type: 'EmptyImage',
      inputs: { width: 48, height: 32, batch_size: 50, color: 0x336699 },
    },
    '9': { class_type: 'SaveImage', inputs: { images: ['1', 0], filename_prefix: 'batch' } },
  });
  await signedIn.goto('/gallery');
  await expect(signedIn.getByText('50 items')).toBeVisible();
  const first = (await tiles(signedIn).first().getAttribute('data-tile')) ?? '';
  await signedIn.mouse.move(450, 350);
  await signedIn.mouse.wheel(0, 2_000);
  await expect(tileOf(signedIn, first)).toHaveCount(0);
  const reachable = signedIn.locator('main a[data-tile][tabindex="0"]');
  await expect(reachable).toHaveCount(1);
  await expect(reachable).toBeInViewport();
});

test('keys of the details wait while a dialog asks something', async ({
  signedIn,
  person,
  stack,
}) => {
  const ids = await record(stack, person, 3);
  await openGallery(signedIn, 3);
  await tabTo(signedIn, tileOf(signedIn, ids[0]));
  await signedIn.keyboard.press('Enter');
  const sharing = signedIn.getByRole('dialog', { name: 'Share a result' });
  const address = new RegExp(`item=${ids[0] ?? ''}$`);
  await expect(signedIn).toHaveURL(address);
  await tabTo(signedIn, signedIn.getByRole('button', { name: 'Share' }));
  await signedIn.keyboard.press('Enter');
  await expect(sharing).toBeVisible();
  for (const key of ['ArrowRight', 'ArrowLeft', 'Delete', 'f']) await signedIn.keyboard.press(key);
  await expect(signedIn).toHaveURL(address);
  await signedIn.keyboard.press('Escape');
  await expect(sharing).toBeHidden();
  await expect(signedIn.getByRole('button', { name: 'Favourite', exact: true })).toHaveAttribute(
    'aria-pressed',
    'false',
  );
  // And act again afterwards.
  await signedIn.keyboard.press('ArrowRight');
  await expect(signedIn).toHaveURL(new RegExp(`item=${ids[1] ?? ''}$`));
  await signedIn.keyboard.press('Delete');
  await expect(signedIn).toHaveURL(new RegExp(`item=${ids[2] ?? ''}$`));
  await signedIn.keyboard.press('Escape');
  await expect(tileOf(signedIn, ids[2])).toBeFocused();
  await expect(tiles(signedIn)).toHaveCount(2);
});

test('what is deleted for ever is the file that the question names', async ({
  signedIn,
  person,
  stack,
}) => {
  const ids = await record(stack, person, 3);
  await openGallery(signedIn, 3);
  await tabTo(signedIn, tileOf(signedIn, ids[0]));
  await signedIn.keyboard.press('Control+a');
  await signedIn.keyboard.press('Delete');
  await expect(tiles(signedIn)).toHaveCount(0);
  await openGallery(signedIn, 3, '?trash=1');
  await tabTo(signedIn, tiles(signedIn).first());
  await signedIn.keyboard.press('ArrowRight');
  await signedIn.keyboard.press('Enter');
  const asked = signedIn.url();
  const name = await signedIn.locator('[role="dialog"] p').first().innerText();
  await expect(detailOf(signedIn, name)).toBeVisible();
  await tabTo(signedIn, signedIn.getByRole('button', { name: 'Delete for ever' }));
  await signedIn.keyboard.press('Enter');
  const question = signedIn.getByRole('dialog', { name: `Delete “${name}” for ever?` });
  await expect(question).toBeVisible();
  for (const key of ['ArrowRight', 'ArrowRight', 'ArrowLeft', 'Delete']) {
    await signedIn.keyboard.press(key);
  }
  await expect(question).toBeVisible();
  expect(signedIn.url()).toBe(asked);

  await tabTo(signedIn, question.getByRole('button', { name: 'Delete for ever' }));
  await signedIn.keyboard.press('Enter');
  await expect(signedIn.getByText(`“${name}” is gone for ever`)).toBeVisible();
  await expect(signedIn).not.toHaveURL(asked);
  // No question is left over for the neighbour, and the keys of the details act.
  await expect(signedIn.getByRole('dialog')).toHaveCount(1);
  await signedIn.keyboard.press('Escape');
  await expect(signedIn.getByRole('dialog')).toHaveCount(0);
  await expect(tiles(signedIn)).toHaveCount(2);
  await expect(signedIn.getByText(name)).toHaveCount(1);
  await expect(signedIn.locator('main a[data-tile]:focus')).toHaveCount(1);
});

test('the link of a page that lay open for hours is renewed before it is used', async ({
  signedIn,
  person,
  stack,
}) => {
  const ids = await record(stack, person, 1);
  await openGallery(signedIn, 1);
  await tabTo(signedIn, tileOf(signedIn, ids[0]));
  await signedIn.keyboard.press('Enter');
  const link = signedIn.getByRole('link', { name: 'Download' });
  await expect(link).toBeVisible();
  await signedIn.clock.setFixedTime(Date.now() + 3 * 3_600_000);
  const asking = signedIn.waitForRequest(`**/api/generations/${ids[0] ?? ''}`);
  const downloading = signedIn.waitForEvent('download');
  await tabTo(signedIn, link);
  await signedIn.keyboard.press('Enter');
  await asking;
  expect((await downloading).suggestedFilename()).toBe('wave_1.png');
});
