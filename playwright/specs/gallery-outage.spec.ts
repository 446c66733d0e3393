/** The gallery while the object store or the database is away, and after. */
import { startBreakableServices, type BreakableServices } from '@/tests/support/breakable-services';
import { plainPicture } from '@/tests/support/graphs';
import { startStack, type Stack } from '@/tests/support/stack';

import { enter, expect, test as base } from '../fixtures/atelier';

const test = base.extend<{ breakable: { services: BreakableServices; stack: Stack } }>({
  // Playwright reads the names of what a fixture needs from its first argument.
  // eslint-disable-next-line no-empty-pattern
  breakable: async ({}, use) => {
    const services = await startBreakableServices();
    const stack = await startStack({ services });
    await use({ services, stack });
    await stack.stop();
    await services.stop();
  },
});

test('pictures that cannot be had are named as such, and come back by themselves', async ({
  breakable: { services, stack },
  browser,
}) => {
  test.setTimeout(300_000);
  const user = await stack.createUser();
  const token = await stack.signIn(user);
  const { ComfyClient } = await import('@/tests/support/comfy-client');
  const client = await new ComfyClient(`${stack.url}/studio`, token).connect();
  await client.run(plainPicture(0x224466));
  client.close();
  const context = await browser.newContext({ baseURL: stack.url, locale: 'en-GB' });
  await enter(context, stack, { token });
  const page = await context.newPage();
  const tiles = page.locator('main ul a');

  await services.kill('object-store');
  await page.goto('/gallery');
  await expect(tiles).toHaveCount(1);
  await expect(page.getByText('The file is not available')).toBeVisible();
  await tiles.first().focus();
  await page.keyboard.press('Delete');
  await expect(page.getByText(/moved to the trash/)).toBeVisible();
  await page.goto('/gallery?trash=1');
  await expect(tiles).toHaveCount(1);
  await page.getByRole('button', { name: /^Delete the item shown/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete for ever' }).click();
  await expect(page.getByText(/could not be changed/)).toBeVisible();
  // Nothing was lost by the half act.
  await expect(tiles).toHaveCount(1);

  await services.start('object-store');
  await tiles.first().focus();
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: 'Restore' }).click();
  await page.goto('/gallery');
  await expect(tiles).toHaveCount(1);
  const picture = tiles.locator('img');
  await expect
    .poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth))
    .toBeGreaterThan(0);
  await context.close();
});
