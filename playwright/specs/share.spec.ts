import { CUBE_OBJ, fixtureFile, pyramidGlb, softPicture } from '@/tests/support/fixture-files';
import { plainPicture } from '@/tests/support/graphs';
import { recordRun } from '@/tests/support/record-run';

import { expect, test } from '../fixtures/atelier';
import { expectAccessible } from '../fixtures/axe';

test('a result is shared, looked at without signing in, counted, and revoked', async ({
  signedIn: page,
  person,
  browser,
  stack,
}) => {
  const { promptId } = await person.comfy.submit(plainPicture(0x7a5c3e, 'shared', 512));
  await person.comfy.ended(promptId);
  await page.goto('/gallery');
  await page.locator('#content ul a').first().click();
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Share a result' });
  await expectAccessible(page);
  await page.screenshot({ path: 'test-results/share-dialog.png' });
  await dialog.getByRole('button', { name: 'Make a link' }).click();
  const link = await dialog.getByRole('region', { name: 'Public link' }).innerText();
  expect(link).toMatch(/\/s\/[\w-]{32}$/);
  const [frame, copy] = await Promise.all([
    dialog.boundingBox(),
    dialog.getByRole('button', { name: 'Copy: Public link' }).boundingBox(),
  ]);
  expect((copy?.x ?? Infinity) + (copy?.width ?? 0)).toBeLessThan(
    (frame?.x ?? 0) + (frame?.width ?? 0),
  );

  const visitor = await browser.newContext({ baseURL: stack.url, locale: 'en-GB' });
  try {
    const visit = await visitor.newPage();
    await visit.goto(link);
    const image = visit.getByRole('img', { name: 'image-1.png' });
    await expect(image).toBeVisible();
    await expect(image).toHaveJSProperty('complete', true);
    await expect(visit.locator('meta[name="robots"]')).toHaveAttribute('content', /noindex/);
    await expectAccessible(visit);
    await visit.screenshot({ path: 'test-results/share-page.png' });

    await page.goto('/account');
    await expect(page.getByText('1 view', { exact: false })).toBeVisible();
    await expectAccessible(page);
    await page.screenshot({ path: 'test-results/share-account.png', fullPage: true });
    await page.getByRole('button', { name: /^Revoke: 1 result/ }).click();
    await expect(page.getByText('You share nothing.')).toBeVisible();
    expect((await visit.goto(link))?.status()).toBe(404);
  } finally {
    await visitor.close();
  }
});

test('a selection is shared from its bar, and visitors see every kind of it', async ({
  signedIn: page,
  person,
  browser,
  stack,
}) => {
  const files = [
    { name: 'one.png', content: await softPicture(600, 400, 20) },
    { name: 'film.webm', content: fixtureFile('clip.webm') },
    { name: 'tone.flac', content: fixtureFile('tone.flac') },
    { name: 'tone.opus', content: fixtureFile('tone.opus') },
    { name: 'pyramid.glb', content: pyramidGlb() },
    { name: 'cube.obj', content: CUBE_OBJ },
    { name: 'notes.txt', content: 'What the run wrote.' },
  ];
  await recordRun(stack, person, plainPicture(3), files);
  await page.goto('/gallery');
  const bar = page.getByRole('toolbar');
  // The rows are drawn anew once the browser knows its width.
  await expect(async () => {
    await page.locator('[data-tile]').first().focus();
    await page.keyboard.press('Control+a');
    const count = bar.getByRole('status');
    await expect(count).toContainText(`${files.length} selected`, { timeout: 2_000 });
  }).toPass();
  await bar.getByRole('button', { name: 'Share' }).click();
  const dialog = page.getByRole('dialog', { name: `Share ${files.length} results` });
  await dialog.getByRole('button', { name: 'Make a link' }).click();
  const link = await dialog.getByRole('region', { name: 'Public link' }).innerText();

  const visitor = await browser.newContext({ baseURL: stack.url });
  try {
    const visit = await visitor.newPage();
    await visit.goto(link);
    await expect(visit.getByText('What the run wrote.')).toBeVisible();
    for (const scene of await visit.getByRole('application').all()) {
      await scene.scrollIntoViewIfNeeded();
      await expect(scene).toHaveAttribute('aria-busy', 'false');
    }
    await expect(visit.getByRole('application')).toHaveCount(2);
    for (const kind of ['video', 'audio']) {
      const duration = (media: HTMLMediaElement): number => media.duration;
      for (const player of await visit.locator(kind).all()) {
        await expect.poll(() => player.evaluate(duration)).toBeGreaterThan(0);
      }
    }
    await expectAccessible(visit);
    await visit.screenshot({ path: 'test-results/share-kinds.png', fullPage: true });
    await visit.setViewportSize({ width: 390, height: 844 });
    await visit.screenshot({ path: 'test-results/share-kinds-phone.png', fullPage: true });
  } finally {
    await visitor.close();
  }
});
