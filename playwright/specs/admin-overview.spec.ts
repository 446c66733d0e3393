/** The console's first page: what it counts, the curves over time, and alerts that come and go. */
import { plainPicture } from '@/tests/support/graphs';

import { expect, test } from '../fixtures/atelier';
import { expectAccessible } from '../fixtures/axe';

/** Points of the curves are written once a minute. */
const CURVES_MS = 150_000;
const ALERT_MS = 90_000;

test('what runs ended is drawn over an hour, a day and a week', async ({
  person,
  newPerson,
  newPageOf,
}) => {
  test.setTimeout(300_000);
  await person.comfy.run(plainPicture(0x51));
  const page = await newPageOf(await newPerson({ role: 'operator' }));
  await page.goto('/admin');
  const throughput = page.getByRole('figure').filter({ hasText: 'Runs ended per minute' });
  await expect(throughput).toBeVisible({ timeout: CURVES_MS });
  for (const title of ['Seconds per run', 'Queue and people', 'Load of the busiest host (%)']) {
    await expect(page.getByRole('figure').filter({ hasText: title })).toBeVisible();
  }
  await page.getByRole('radio', { name: '24 hours' }).check();
  await expect(page.getByRole('figure')).toHaveCount(4);
  await page.getByRole('radio', { name: '7 days' }).check();
  await expect(page.getByRole('figure').filter({ hasText: 'Runs ended per hour' })).toBeVisible();
  await expectAccessible(page);
});

test('a bound that is passed raises an alert on the overview; it is cleared when all is well', async ({
  newPerson,
  newPageOf,
}) => {
  test.setTimeout(300_000);
  const admin = await newPerson({ role: 'admin' });
  const [page, settings] = [await newPageOf(admin), await newPageOf(admin)];
  await page.goto('/admin');
  await settings.goto('/admin/settings');
  const bound = settings.getByLabel('Memory in use (%)');
  const save = settings
    .locator('form')
    .filter({ has: bound })
    .getByRole('button', { name: 'Save' });
  const before = await bound.inputValue();
  await bound.fill('1');
  await save.click();
  await expect(settings.getByText('Saved. It acts at once.')).toBeVisible();
  const alerts = page.getByRole('table', { name: 'Alerts of the last day' });
  const alert = alerts.getByRole('row').filter({ hasText: 'threshold 1 %' });
  await expect(alert).toContainText(/Memory in use on /, { timeout: ALERT_MS });
  await expect(alert.getByText('Ongoing')).toBeVisible();
  await expectAccessible(page);
  await bound.fill(before);
  await save.click();
  await expect(alert.getByText('Cleared', { exact: true })).toBeVisible({ timeout: ALERT_MS });
});
