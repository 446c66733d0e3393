/** Searching, filtering, selecting, throwing away for ever, saving as ZIP, comparing. */
import { execFileSync } from 'node:child_process';

import type { Locator, Page } from '@playwright/test';

import { CUBE_OBJ, softPicture, toneWav } from '@/tests/support/fixture-files';
import { plainPicture } from '@/tests/support/graphs';
import { recordRun } from '@/tests/support/record-run';

import { expect, test } from '../fixtures/atelier';
import { expectAccessible } from '../fixtures/axe';

const tiles = (page: Page): Locator => page.locator('main ul a');
const bar = (page: Page): Locator => page.getByRole('toolbar', { name: 'Selected items' });
const names = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `wave_${String(index + 1).padStart(2, '0')}.png`);

async function pictures(count: number) {
  return Promise.all(
    names(count).map(async (name, index) => ({
      name,
      content: await softPicture(320 + (index % 3) * 120, 240, index * 40),
    })),
  );
}

test('search, kinds and favourites narrow the list, and the address holds what is set', async ({
  signedIn,
  person,
  stack,
}) => {
  await recordRun(stack, person, plainPicture(1), [
    ...(await pictures(3)),
    { name: 'voice.wav', content: toneWav() },
    { name: 'cube.obj', content: CUBE_OBJ },
  ]);
  await signedIn.goto('/gallery');
  await expect(tiles(signedIn)).toHaveCount(5);
  const search = signedIn.getByRole('searchbox', { name: 'Search prompts and file names' });
  await search.fill('wav');
  await expect(tiles(signedIn)).toHaveCount(4);
  await search.fill('wave 02');
  await expect(tiles(signedIn)).toHaveCount(1);
  await expect(signedIn.getByText('1 item', { exact: true })).toBeVisible();
  await expect(signedIn).toHaveURL('/gallery?q=wave+02');
  await search.fill('sunflower');
  await expect(signedIn.getByText('Nothing matches')).toBeVisible();
  await expectAccessible(signedIn);

  await signedIn.goBack();
  await expect(search).toHaveValue('');
  await expect(tiles(signedIn)).toHaveCount(5);
  await signedIn.getByRole('button', { name: 'Filters' }).click();
  await signedIn.getByLabel('Kind').selectOption('audio');
  await expect(tiles(signedIn)).toHaveCount(1);
  await expectAccessible(signedIn);
  await signedIn.reload();
  await expect(tiles(signedIn)).toHaveCount(1);
  await expect(signedIn.getByLabel('Kind')).toHaveValue('audio');
  await signedIn.getByLabel('From', { exact: true }).fill('2001-01-01');
  await signedIn.getByLabel('To', { exact: true }).fill('2001-12-31');
  await expect(signedIn.getByText('Nothing matches')).toBeVisible();
  await signedIn.getByRole('main').getByRole('button', { name: 'Clear search' }).first().click();
  await expect(tiles(signedIn)).toHaveCount(5);

  await tiles(signedIn).nth(1).focus();
  await signedIn.keyboard.press('f');
  await signedIn.getByRole('button', { name: 'Favourites' }).click();
  await expect(tiles(signedIn)).toHaveCount(1);
  await expect(signedIn).toHaveURL('/gallery?favourite=1');
});

test('mouse and keyboard select one, some and all; the bar says how many', async ({
  signedIn,
  person,
  stack,
}) => {
  await recordRun(stack, person, plainPicture(2), await pictures(8));
  await signedIn.goto('/gallery');
  await expect(tiles(signedIn)).toHaveCount(8);
  await tiles(signedIn)
    .nth(1)
    .click({ modifiers: ['Control'] });
  await expect(bar(signedIn).getByText('1 selected')).toBeVisible();
  await tiles(signedIn)
    .nth(4)
    .click({ modifiers: ['Shift'] });
  await expect(bar(signedIn).getByText('4 selected')).toBeVisible();
  await tiles(signedIn).nth(2).click();
  await expect(bar(signedIn).getByText('3 selected')).toBeVisible();
  await expectAccessible(signedIn);
  await signedIn.keyboard.press('Escape');
  await expect(bar(signedIn)).toBeHidden();

  await tiles(signedIn).first().focus();
  await signedIn.keyboard.press('Space');
  await signedIn.keyboard.press('Shift+ArrowRight');
  await signedIn.keyboard.press('Shift+ArrowRight');
  await expect(bar(signedIn).getByText('3 selected')).toBeVisible();
  await expect(tiles(signedIn).nth(2)).toBeFocused();
  await signedIn.keyboard.press('Control+a');
  await expect(bar(signedIn).getByText('8 selected')).toBeVisible();
  await signedIn
    .getByRole('button', { name: /^Select / })
    .nth(5)
    .click();
  await expect(bar(signedIn).getByText('7 selected')).toBeVisible();
  // The dialog does not open while one selects; it does again afterwards.
  await bar(signedIn).getByRole('button', { name: 'Clear selection' }).click();
  await tiles(signedIn).first().click();
  await expect(signedIn.getByRole('dialog')).toBeVisible();
});

test('what is selected is tagged, thrown away, brought back, and deleted for ever', async ({
  signedIn,
  person,
  stack,
}) => {
  await recordRun(stack, person, plainPicture(3), await pictures(4));
  await signedIn.goto('/gallery');
  await expect(tiles(signedIn)).toHaveCount(4);
  await tiles(signedIn)
    .first()
    .click({ modifiers: ['Control'] });
  await tiles(signedIn).nth(1).click();
  await bar(signedIn).getByRole('button', { name: 'Tag' }).click();
  await signedIn.getByRole('dialog').getByLabel('Tag', { exact: true }).fill('sea');
  await expectAccessible(signedIn);
  await signedIn.getByRole('button', { name: 'Add tag' }).click();
  await bar(signedIn).getByRole('button', { name: 'Delete' }).click();
  await expect(tiles(signedIn)).toHaveCount(2);
  await expect(signedIn.getByText('2 items moved to the trash')).toBeVisible();

  await signedIn.getByRole('button', { name: 'Trash' }).click();
  await expect(signedIn.getByRole('heading', { level: 1, name: 'Trash' })).toBeVisible();
  await expect(signedIn.getByText(/stays here for 30 days/)).toBeVisible();
  await expect(tiles(signedIn)).toHaveCount(2);
  await expectAccessible(signedIn);
  await tiles(signedIn).first().focus();
  await signedIn.keyboard.press('Space');
  await bar(signedIn).getByRole('button', { name: 'Restore' }).click();
  await expect(tiles(signedIn)).toHaveCount(1);
  await signedIn.getByRole('button', { name: 'Delete the item shown for ever' }).click();
  await signedIn.getByRole('dialog').getByRole('button', { name: 'Delete for ever' }).click();
  await expect(signedIn.getByText('The trash is empty')).toBeVisible();
  await signedIn.getByRole('button', { name: 'Back to the gallery' }).click();
  await expect(tiles(signedIn)).toHaveCount(3);
  await signedIn.goto('/gallery?tag=sea');
  await expect(tiles(signedIn)).toHaveCount(1);
});

test('a selection is saved as one ZIP with the original files', async ({
  signedIn,
  person,
  stack,
}) => {
  await recordRun(stack, person, plainPicture(4), await pictures(3));
  await signedIn.goto('/gallery');
  await expect(tiles(signedIn)).toHaveCount(3);
  // The rows are drawn anew once the browser knows its width.
  await expect(async () => {
    await tiles(signedIn).first().focus();
    await signedIn.keyboard.press('Control+a');
    await expect(bar(signedIn).getByText('3 selected')).toBeVisible({ timeout: 2_000 });
  }).toPass();
  const downloading = signedIn.waitForEvent('download');
  await bar(signedIn).getByRole('button', { name: 'Download' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/^atelier-\d{4}-\d\d-\d\d\.zip$/);
  const listed = execFileSync('python3', ['-m', 'zipfile', '-l', await download.path()]);
  for (const name of names(3)) expect(listed.toString()).toContain(name);
});

test('two results stand side by side with what is different in their graphs', async ({
  signedIn,
  person,
}) => {
  await person.comfy.run(plainPicture(0x112233, 'first'));
  await person.comfy.run(plainPicture(0x445566, 'second'));
  await signedIn.goto('/gallery');
  await expect(tiles(signedIn)).toHaveCount(2);
  await tiles(signedIn)
    .first()
    .click({ modifiers: ['Control'] });
  await tiles(signedIn).nth(1).click();
  await bar(signedIn).getByRole('button', { name: 'Compare' }).click();
  const dialog = signedIn.getByRole('dialog', { name: 'Compare two results' });
  const row = dialog.getByRole('row', { name: /EmptyImage/ });
  await expect(row).toContainText(String(0x445566));
  await expect(row).toContainText(String(0x112233));
  await expect(dialog.getByRole('row', { name: /width/ })).toHaveCount(0);
  await expectAccessible(signedIn);
  await dialog.getByRole('button', { name: 'One over the other' }).click();
  await dialog.getByRole('slider', { name: 'How much of A is seen' }).press('ArrowLeft');
  await expect(dialog.getByRole('slider')).toHaveValue('49');
  await signedIn.reload();
  await expect(dialog).toBeVisible();
  await signedIn.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});

test('details show prompt, seeds, timing and graph, and lead to all of the workflow', async ({
  signedIn,
  person,
  stack,
}) => {
  const graph = {
    ...plainPicture(5),
    '2': { class_type: 'KSampler', inputs: { seed: 4242, ckpt: 'dream.safetensors' } },
    '3': { class_type: 'CLIPTextEncode', inputs: { text: 'a quiet harbour at dawn' } },
  };
  await recordRun(stack, person, graph, await pictures(2));
  await recordRun(stack, person, plainPicture(6), [{ name: 'other.txt', content: 'hello' }]);
  await signedIn.goto('/gallery');
  await expect(tiles(signedIn)).toHaveCount(3);
  await tiles(signedIn).nth(1).click();
  const dialog = signedIn.getByRole('dialog');
  await expect(dialog.getByText('a quiet harbour at dawn')).toBeVisible();
  await expect(dialog.getByText('4242')).toBeVisible();
  await expect(dialog.getByText('dream', { exact: true })).toBeVisible();
  await expect(dialog.getByText(/, after 900 ms of waiting/)).toBeVisible();
  await dialog.getByText('Graph', { exact: true }).click();
  await expect(dialog.getByText('KSampler')).toBeVisible();
  await dialog.getByRole('textbox', { name: 'New tag' }).fill('harbour');
  await signedIn.keyboard.press('Enter');
  await expect(dialog.getByRole('button', { name: 'Remove tag harbour' })).toBeVisible();
  await expectAccessible(signedIn);
  await dialog.getByRole('link', { name: 'all of this workflow' }).click();
  await expect(dialog).toBeHidden();
  await expect(tiles(signedIn)).toHaveCount(2);
});

test('a file whose object is gone says so, and the others are shown', async ({
  signedIn,
  person,
  stack,
}) => {
  const [gone] = await recordRun(stack, person, plainPicture(7), await pictures(2));
  await stack.db.generations.setThumbnails(
    gone?.userId ?? ('' as never),
    gone?.id ?? ('' as never),
    [],
    {},
  );
  await stack.db.collections.generations.updateOne(
    { _id: gone?.id ?? '' },
    { $set: { s3_key: `comfy/${person.id}/nowhere.png` } },
  );
  await signedIn.goto('/gallery');
  await expect(tiles(signedIn)).toHaveCount(2);
  await expect(signedIn.getByText('The file is not available')).toHaveCount(1);
  await expect(tiles(signedIn).locator('img')).toHaveCount(1);
});
