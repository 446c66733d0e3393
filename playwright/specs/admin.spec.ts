import { expect, test } from '../fixtures/atelier';
import { expectAccessible } from '../fixtures/axe';

test('admins see the slots of the running workers', async ({ newPerson, newPageOf }) => {
  const page = await newPageOf(await newPerson({ role: 'admin' }));
  await page.goto('/admin');
  const slots = page.getByRole('table', { name: 'Device slots' });
  await expect(slots.getByRole('row')).toHaveCount(2);
  await expect(slots.getByText(/^(Ready|Busy)$/)).toBeVisible();
  await expect(page.getByText('1 / 1')).toBeVisible();
  await expectAccessible(page);
});

test('for others there is no such page, and no such data', async ({ signedIn, person, stack }) => {
  const answer = await signedIn.goto('/admin');
  expect(answer?.status()).toBe(404);
  await expect(signedIn.getByText('There is nothing at this address')).toBeVisible();
  await expect(signedIn.getByRole('main')).toHaveCount(1);
  await expect(signedIn.getByRole('link', { name: 'Admin' })).toHaveCount(0);
  for (const path of ['/api/admin/overview', '/api/admin/users']) {
    const refused = await fetch(stack.url + path, {
      headers: { authorization: `Bearer ${person.token}` },
    });
    expect(refused.status).toBe(403);
  }
});

test('a disabled user is out at once and may come back', async ({
  signedIn,
  person,
  newPerson,
  newPageOf,
}) => {
  const admin = await newPageOf(await newPerson({ role: 'admin' }));
  await signedIn.goto('/gallery');
  await admin.goto('/admin/users');
  const row = admin.getByRole('row').filter({ hasText: person.email });
  await row.getByRole('button', { name: /^Actions for/ }).click();
  await admin.getByRole('menuitem', { name: 'Disable' }).click();
  await admin.getByRole('dialog').getByRole('button', { name: 'Disable' }).click();
  await expect(row.getByText('Disabled')).toBeVisible();
  await expect(signedIn).toHaveURL(/\/sign-in/);

  await signedIn.getByLabel('E-mail address').fill(person.email);
  await signedIn.getByLabel('Password', { exact: true }).fill(person.password);
  await signedIn.getByRole('button', { name: 'Sign in' }).click();
  await expect(signedIn.getByText('The e-mail address or the password is wrong.')).toBeVisible();

  await row.getByRole('button', { name: /^Actions for/ }).click();
  await admin.getByRole('menuitem', { name: 'Enable' }).click();
  await expect(row.getByText('Active')).toBeVisible();
  await signedIn.getByRole('button', { name: 'Sign in' }).click();
  await expect(signedIn).toHaveURL('/gallery');
});

test('a reset gives a link that is shown once and works once', async ({
  person,
  newPerson,
  newPageOf,
  browser,
  stack,
}) => {
  const admin = await newPageOf(await newPerson({ role: 'admin' }));
  await admin.goto('/admin/users');
  const row = admin.getByRole('row').filter({ hasText: person.email });
  await row.getByRole('button', { name: /^Actions for/ }).click();
  await admin.getByRole('menuitem', { name: 'Reset password' }).click();
  await admin.getByRole('dialog').getByRole('button', { name: 'Reset password' }).click();
  const issued = admin.getByRole('dialog', { name: /^Link for/ });
  const link = await issued.getByRole('region', { name: 'One-time link' }).textContent();
  expect(link).toMatch(/^http:.*\/welcome#[\w-]{43}$/);
  await expectAccessible(admin);
  await issued.getByRole('button', { name: 'I have it' }).click();
  await expect(issued).toHaveCount(0);

  for (const works of [true, false]) {
    const context = await browser.newContext({ baseURL: stack.url, locale: 'en-GB' });
    const page = await context.newPage();
    await page.goto(link ?? '');
    await page.getByLabel('New password', { exact: true }).fill('a password of my own');
    await page.getByLabel('New password again').fill('a password of my own');
    await page.getByRole('button', { name: 'Save and go on' }).click();
    if (works) await expect(page).toHaveURL(/\/studio/);
    else await expect(page.getByText('This link was used already or has expired.')).toBeVisible();
    await context.close();
  }
});
