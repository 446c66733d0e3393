/** The gallery while the object store or the database is away, and after. */
import type { Locator } from '@playwright/test';

import { startBreakableServices, type BreakableServices } from '@/tests/support/breakable-services';
import { plainPicture } from '@/tests/support/graphs';
import { recordRun } from '@/tests/support/record-run';
import { startStack, type Stack } from '@/tests/support/stack';

import { enter, expect, test as base } from '../fixtures/atelier';

/** `components/gallery/file-retry.ts` waits no longer than this, and a little for the file itself. */
const LONGEST_PAUSE_MS = 150_000;

/** That a picture is not only there, but has come. */
const expectSeen = (picture: Locator): Promise<void> =>
  expect(async () => {
    const width = await picture.evaluate((image: HTMLImageElement) => image.naturalWidth, null, {
      timeout: 1_000,
    });
    expect(width).toBeGreaterThan(0);
  }).toPass({ timeout: LONGEST_PAUSE_MS });

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
  await tiles.first().click();
  const detail = page.getByRole('dialog');
  await expect(detail.getByText('The file could not be shown')).toBeVisible();
  const item = new URL(page.url()).searchParams.get('item') ?? '';
  let visits = 0;
  page.on('framenavigated', (frame) => {
    if (frame === page.mainFrame()) visits += 1;
  });
  await services.start('object-store');
  // Nobody touches the page: both places find out by themselves.
  await expectSeen(detail.locator('img'));
  await expectSeen(tiles.locator('img'));
  await expect(page.getByText('The file is not available')).toBeHidden();
  expect(visits).toBe(0);

  // What lies in the trash is not in the list, so that its details are asked for by themselves.
  await page.keyboard.press('Delete');
  await expect(page.getByText(/moved to the trash/)).toBeVisible();
  const answers = '**/api/generations/*';
  await page.route(answers, (route) =>
    route.fulfill({ status: 503, json: { error: { code: 'unavailable', message: 'away' } } }),
  );
  await page.goto(`/gallery?item=${item}`);
  await expect(detail.getByText('A service does not answer right now')).toBeVisible();
  await expect(page.getByText('This is not in your gallery')).toBeHidden();
  await page.unroute(answers);
  await detail.getByRole('button', { name: 'Try again' }).click();
  await expectSeen(detail.locator('img'));

  await services.kill('object-store');
  await page.goto('/gallery?trash=1');
  await expect(tiles).toHaveCount(1);
  await page.getByRole('button', { name: /^Delete the item shown/ }).click();
  await detail.getByRole('button', { name: 'Delete for ever' }).click();
  await expect(page.getByText(/could not be changed/)).toBeVisible();
  // Nothing was lost by the half act, and it can be done again.
  await expect(tiles).toHaveCount(1);
  await services.start('object-store');
  await page.getByRole('button', { name: /^Delete the item shown/ }).click();
  await detail.getByRole('button', { name: 'Delete for ever' }).click();
  await expect(page.getByText('The trash is empty')).toBeVisible();
  await context.close();
});

test('a page that was open all the time shows its pictures when they are back', async ({
  breakable: { services, stack },
  browser,
}) => {
  test.setTimeout(300_000);
  const user = await stack.createUser();
  const token = await stack.signIn(user);
  await recordRun(stack, user, plainPicture(0x446622), [{ name: 'a.txt', content: 'the words' }]);
  const context = await browser.newContext({ baseURL: stack.url, locale: 'en-GB' });
  await enter(context, stack, { token });
  const page = await context.newPage();
  await page.goto('/gallery');
  await services.kill('object-store');
  await page.locator('main ul a').first().click();
  const detail = page.getByRole('dialog');
  await expect(detail.getByText('The file could not be shown')).toBeVisible();
  await services.start('object-store');
  await expect(detail.getByText('the words')).toBeVisible({ timeout: LONGEST_PAUSE_MS });
  await context.close();
});
