import { plainPicture } from '@/tests/support/graphs';

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
