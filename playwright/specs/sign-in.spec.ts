import { expect, test } from '../fixtures/atelier';
import { expectAccessible } from '../fixtures/axe';

const WRONG = 'The e-mail address or the password is wrong.';

test('who is not signed in is led to the sign-in page and afterwards to where they wanted', async ({
  page,
  person,
}) => {
  await page.goto('/gallery?item=0123456789abcdef0123456789abcdef');
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await expectAccessible(page);
  await page.getByLabel('E-mail address').fill(person.email.toUpperCase());
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL('/gallery?item=0123456789abcdef0123456789abcdef');
});

test('a wrong password and an unknown address get the same answer', async ({ page, person }) => {
  await page.goto('/sign-in');
  for (const email of [person.email, 'nobody@example.org']) {
    await page.getByLabel('E-mail address').fill(email);
    await page.getByLabel('Password', { exact: true }).fill('not the password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('alert').filter({ hasText: WRONG })).toBeVisible();
    await expect(page.getByLabel('Password', { exact: true })).toBeFocused();
  }
  await expectAccessible(page);
});

test('an empty field is named where it is', async ({ page }) => {
  await page.goto('/sign-in');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByLabel('E-mail address')).toHaveAccessibleDescription(
    'Enter your e-mail address.',
  );
  await expect(page.getByLabel('E-mail address')).toBeFocused();
});

test('too many attempts are refused with the time of the next', async ({ page, person }) => {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail address').fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill('not the password');
  await expect(async () => {
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByText(/Too many attempts. Try again in \d+ minutes, at/)).toBeVisible({
      timeout: 500,
    });
  }).toPass({ timeout: 30_000, intervals: [0] });
});

test('after signing in nobody is led to another site', async ({ page, person, stack }) => {
  await page.goto('/sign-in?next=//elsewhere.example/gallery');
  await page.getByLabel('E-mail address').fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(`${stack.url}/studio/`);
});

test('signing out ends the session and leads to the sign-in page', async ({ signedIn }) => {
  await signedIn.goto('/gallery');
  await signedIn.getByRole('button', { name: /^Account menu/ }).click();
  await signedIn.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(signedIn).toHaveURL('/sign-in');
  await signedIn.goto('/gallery');
  await expect(signedIn).toHaveURL(/\/sign-in/);
});

test('a one-time password opens nothing but the page that replaces it', async ({
  page,
  newPerson,
  newPageOf,
}) => {
  const admin = await newPageOf(await newPerson({ role: 'admin' }));
  await admin.goto('/admin/users');
  await admin.getByRole('button', { name: 'Create user' }).click();
  const form = admin.getByRole('dialog', { name: 'Create user' });
  await expectAccessible(admin);
  await form.getByLabel('E-mail address').fill('Grace@Example.org');
  await form.getByRole('radio', { name: 'One-time password' }).check();
  await form.getByRole('button', { name: 'Create user' }).click();
  const issued = admin.getByRole('dialog', { name: 'One-time password for grace' });
  const oneTime = await issued.getByRole('region', { name: 'One-time password' }).innerText();
  await issued.getByRole('button', { name: 'I have it' }).click();
  await expect(admin.getByText('grace@example.org')).toBeVisible();
  await expect(admin.getByText(oneTime)).toHaveCount(0);

  await page.goto('/sign-in?next=/account');
  await page.getByLabel('E-mail address').fill('grace@example.org');
  await page.getByLabel('Password', { exact: true }).fill(oneTime);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL('/account/password?next=%2Faccount');
  await page.goto('/gallery');
  await expect(page).toHaveURL(/\/account\/password/);
  await expectAccessible(page);

  await page.getByLabel('One-time password').fill(oneTime);
  await page.getByLabel('New password', { exact: true }).fill('short');
  await page.getByLabel('New password again').fill('short');
  await page.getByRole('button', { name: 'Save and go on' }).click();
  await expect(page.getByText('Use at least 10 characters.')).toBeVisible();
  await page.getByLabel('New password', { exact: true }).fill('three plain words');
  await page.getByLabel('New password again').fill('three plain words');
  await page.getByRole('button', { name: 'Save and go on' }).click();
  await expect(page).toHaveURL('/gallery');
  await expect(page.getByRole('heading', { name: 'Gallery' })).toBeVisible();
});
