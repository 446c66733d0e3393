/** People in the console: how they come in, are moved to another pool, are signed out; what they used. */
import type { Locator, Page } from '@playwright/test';

import { plainPicture } from '@/tests/support/graphs';

import { expect, test } from '../fixtures/atelier';
import { expectAccessible } from '../fixtures/axe';
import { chooseOwnPassword } from '../fixtures/own-password';

const newAddress = (): string => `new-${crypto.randomUUID().slice(0, 8)}@example.org`;

/** @returns the new person's row, and what is shown once */
async function create(
  page: Page,
  email: string,
  by: string,
  role = 'user',
): Promise<{ row: Locator; secret: string }> {
  await page.goto('/admin/users');
  await page.getByRole('button', { name: 'Create user' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('E-mail address').fill(email);
  await dialog.getByLabel('Role', { exact: true }).selectOption(role);
  await dialog.getByRole('radio', { name: by }).check();
  await dialog.getByRole('button', { name: 'Create user' }).click();
  const issued = page.getByRole('dialog', { name: /^(Link|One-time password) for/ });
  await expectAccessible(page);
  const secret = await issued.getByRole('region').textContent();
  await issued.getByRole('button', { name: 'I have it' }).click();
  const row = page.getByRole('row').filter({ hasText: email });
  await expect(row).toBeVisible();
  return { row, secret: secret?.trim() ?? '' };
}

test('a person is made with a one-time password, and has to choose another one', async ({
  page,
  newPerson,
  newPageOf,
}) => {
  const admin = await newPageOf(await newPerson({ role: 'admin' }));
  const email = newAddress();
  const { row, secret: password } = await create(admin, email, 'One-time password', 'guest');
  await expect(row.getByRole('cell').nth(1)).toHaveText(/Guest$/);
  await page.goto('/sign-in');
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByLabel('One-time password').fill(password);
  await chooseOwnPassword(page);
  await expect(page).toHaveURL(/\/studio\/$/);

  await admin.getByRole('button', { name: 'Create user' }).click();
  const dialog = admin.getByRole('dialog');
  for (const [given, problem] of [
    ['', 'Enter an e-mail address.'],
    ['nobody', 'This is not an e-mail address.'],
    [email, 'There is already a user with this e-mail address.'],
  ] as const) {
    await dialog.getByLabel('E-mail address').fill(given);
    await dialog.getByRole('button', { name: 'Create user' }).click();
    await expect(dialog.getByText(problem)).toBeVisible();
  }
});

test('a person who is invited chooses a password and is in', async ({
  page,
  newPerson,
  newPageOf,
}) => {
  const admin = await newPageOf(await newPerson({ role: 'admin' }));
  const email = newAddress();
  const { row, secret: link } = await create(admin, email, 'Invitation link');
  await expect(row.getByText('Invited')).toBeVisible();
  await page.goto(link);
  await chooseOwnPassword(page);
  await expect(page).toHaveURL(/\/studio/);
  await admin.reload();
  await expect(row.getByText('Active')).toBeVisible();
});

test('a person is found, moved to another pool, seen with their use, and signed out everywhere', async ({
  signedIn,
  person,
  newPerson,
  newPageOf,
}) => {
  await person.comfy.run(plainPicture(0x31));
  const admin = await newPageOf(await newPerson({ role: 'admin' }));
  await admin.goto('/admin/users');
  const rows = admin.getByRole('table', { name: 'Users' }).getByRole('row');
  await admin.getByLabel('Name or e-mail address').fill(person.email);
  await expect(rows).toHaveCount(2);
  await admin.getByLabel('Status', { exact: true }).selectOption('disabled');
  await expect(admin.getByText('Nobody fits this filter.')).toBeVisible();
  await admin.getByLabel('Status', { exact: true }).selectOption('active');
  await admin.getByLabel('Role', { exact: true }).selectOption('user');
  await rows.nth(1).getByRole('link').click();
  await expect(admin.getByText(/^1 run, \d+ device seconds?, 1 picture$/).first()).toBeVisible();
  await admin.getByLabel('Pool', { exact: true }).fill('night shift!');
  await admin.getByRole('button', { name: 'Save' }).first().click();
  await expect(admin.getByText(/may hold small letters, digits and dashes only/)).toBeVisible();
  await admin.getByLabel('Pool', { exact: true }).fill('night');
  await admin.getByRole('button', { name: 'Save' }).first().click();
  await expect(admin.getByText('Saved. It acts at once.')).toBeVisible();
  // It acts on the next prompt: no slot has ever served that pool, so nobody knows its nodes.
  expect((await person.comfy.submit(plainPicture(0x32))).status).toBe(503);
  await admin.getByLabel('Pool', { exact: true }).fill('default');
  await admin.getByRole('button', { name: 'Save' }).first().click();
  await expect.poll(async () => (await person.comfy.submit(plainPicture(0x33))).status).toBe(200);

  await signedIn.goto('/gallery');
  await expect(signedIn.locator('[data-tile]')).toHaveCount(2);
  await admin.goto(`/admin/users/${person.id}`);
  await admin.getByRole('button', { name: /^Actions for/ }).click();
  await admin.getByRole('menuitem', { name: 'Sign out everywhere' }).click();
  await admin.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere' }).click();
  await expect(signedIn).toHaveURL(/\/sign-in/);
});
