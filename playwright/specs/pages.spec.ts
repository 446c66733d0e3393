import { scaledPicture } from '@/tests/support/graphs';

import { expect, test } from '../fixtures/atelier';
import { expectAccessible } from '../fixtures/axe';

const PAGES = ['/gallery', '/account', '/admin'];

test('no page is wider than a phone, in either theme', async ({ newPerson, newPageOf }) => {
  const admin = await newPerson({ role: 'admin' });
  await admin.comfy.run(scaledPicture(0x445566, 900, 300));
  const page = await newPageOf(admin);
  await page.setViewportSize({ width: 390, height: 844 });
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const path of PAGES) {
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      const sideways = await page.evaluate(() => {
        const main = document.querySelector('main');
        const inner = main === null ? 0 : main.scrollWidth - main.clientWidth;
        return inner + document.documentElement.scrollWidth - window.innerWidth;
      });
      expect([path, sideways]).toEqual([path, 0]);
      await expectAccessible(page);
    }
  }
});

test('an address with nothing behind it says so and leads back', async ({ signedIn }) => {
  const answer = await signedIn.goto('/nowhere');
  expect(answer?.status()).toBe(404);
  await expect(signedIn.getByRole('link', { name: 'To the studio' })).toHaveAttribute(
    'href',
    '/studio/',
  );
  await expectAccessible(signedIn);
});

test('the keyboard skips the header', async ({ signedIn }) => {
  await signedIn.goto('/account');
  await signedIn.keyboard.press('Tab');
  await expect(signedIn.getByRole('link', { name: 'Skip to content' })).toBeFocused();
  await signedIn.keyboard.press('Enter');
  await expect(signedIn.getByRole('main')).toBeFocused();
});

test('the front door leads to the studio', async ({ signedIn }) => {
  await signedIn.goto('/');
  await expect(signedIn).toHaveURL('/studio/');
});
