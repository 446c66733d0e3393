import { expect, test } from '../fixtures/atelier';
import { expectAccessible } from '../fixtures/axe';

test('the account page shows who one is and how scripts get in', async ({
  signedIn,
  person,
  stack,
}) => {
  await signedIn.goto('/account');
  await expect(signedIn.getByRole('main').getByText(person.email)).toBeVisible();
  await expect(signedIn.getByText(`${stack.url}/studio`, { exact: true })).toBeVisible();
  await expectAccessible(signedIn);
});

test('a changed password ends the other sessions and keeps this one', async ({
  signedIn,
  person,
  newPageOf,
}) => {
  const other = await newPageOf(person);
  await other.goto('/gallery');
  await signedIn.goto('/account');
  await signedIn.getByLabel('Current password').fill('not the password');
  await signedIn.getByLabel('New password', { exact: true }).fill('three plain words');
  await signedIn.getByLabel('New password again').fill('three plain words');
  await signedIn.getByRole('button', { name: 'Change password' }).click();
  await expect(signedIn.getByText('This is not your current password.')).toBeVisible();
  await signedIn.getByLabel('Current password').fill(person.password);
  await signedIn.getByRole('button', { name: 'Change password' }).click();
  await expect(signedIn.getByText('The password is changed.', { exact: false })).toBeVisible();
  await signedIn.reload();
  await expect(signedIn).toHaveURL('/account');
  await other.reload();
  await expect(other).toHaveURL(/\/sign-in/);
});

test('signing out everywhere ends every session at once', async ({
  signedIn,
  person,
  newPageOf,
}) => {
  const other = await newPageOf(person);
  await other.goto('/gallery');
  await signedIn.goto('/account');
  await signedIn.getByRole('button', { name: 'Sign out everywhere' }).click();
  const question = signedIn.getByRole('dialog', { name: 'Sign out everywhere?' });
  await expectAccessible(signedIn);
  await question.getByRole('button', { name: 'Sign out everywhere' }).click();
  await expect(signedIn).toHaveURL('/sign-in');
  // The open page notices by itself: its live connection is closed.
  await expect(other).toHaveURL(/\/sign-in/);
});

test('language and theme are chosen once and kept, and come with the document', async ({
  signedIn,
  request,
  stack,
}) => {
  await signedIn.goto('/account');
  await signedIn.getByRole('radio', { name: 'Dark' }).check({ force: true });
  await expect(signedIn.locator('html')).toHaveAttribute('data-theme', 'dark');
  await signedIn.getByRole('button', { name: /^Account menu/ }).click();
  await signedIn.getByRole('menuitemradio', { name: '简体中文' }).click();
  await expect(signedIn.getByRole('heading', { name: '账户' })).toBeVisible();
  await signedIn.reload();
  await expect(signedIn.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await expect(signedIn.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expectAccessible(signedIn);

  const page = await request.get(`${stack.url}/sign-in`, {
    headers: { cookie: 'atelier.theme=dark', 'accept-language': 'zh-TW,zh;q=0.9' },
  });
  expect(await page.text()).toMatch(/<html[^>]* lang="zh-CN"[^>]* data-theme="dark"/);
});
