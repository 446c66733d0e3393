import { plainPicture } from '@/tests/support/graphs';

import { expect, test } from '../fixtures/atelier';
import { expectAccessible } from '../fixtures/axe';
import { chooseOwnPassword } from '../fixtures/own-password';

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
    await chooseOwnPassword(page);
    if (works) await expect(page).toHaveURL(/\/studio/);
    else await expect(page.getByText('This link was used already or has expired.')).toBeVisible();
    await context.close();
  }
});

test('an operator sees devices, queue and runs, and nothing of what people do', async ({
  person,
  newPerson,
  newPageOf,
}) => {
  await person.comfy.run(plainPicture(7));
  const page = await newPageOf(await newPerson({ role: 'operator' }));
  await page.goto('/admin');
  await expect(page.getByRole('link', { name: 'Users' })).toHaveCount(0);
  await page.getByRole('link', { name: 'Runs' }).click();
  const runs = page.getByRole('table', { name: 'Runs' });
  await expect(runs.getByText('Done').first()).toBeVisible();
  await expect(page.getByText(person.email)).toHaveCount(0);
  await expectAccessible(page);
  for (const path of ['/admin/users', '/admin/audit', '/admin/settings']) {
    expect((await page.goto(path))?.status()).toBe(404);
  }
});

test('a slot is drained, opened and restarted, and its log is followed', async ({
  person,
  newPerson,
  newPageOf,
}) => {
  const page = await newPageOf(await newPerson({ role: 'admin' }));
  await page.goto('/admin/workers');
  const row = page.getByRole('table', { name: 'Device slots' }).getByRole('row').nth(1);
  const order = async (name: string, confirm = false): Promise<void> => {
    await row.getByRole('button', { name: /^Actions for/ }).click();
    await page.getByRole('menuitem', { name }).click();
    if (confirm) await page.getByRole('dialog').getByRole('button', { name }).click();
  };
  await order('Drain');
  await expect(row.getByText('Draining')).toBeVisible();
  await order('Disable', true);
  await expect(row.getByText('Disabled', { exact: true })).toBeVisible();
  await order('Open again');
  await expect(row.getByText('Ready')).toBeVisible();
  await order('Restart runner', true);
  // At first, after it was disabled, and now.
  await expect(page.getByRole('log')).toContainText(/(starting builtin[^]*){3}/);
  await expect(row.getByText('Ready')).toBeVisible();
  await expectAccessible(page);
  await person.comfy.run(plainPicture(8));
});

test('runs are found, cancelled, looked into and run again', async ({
  person,
  newPerson,
  newPageOf,
}) => {
  await person.comfy.run(plainPicture(9));
  const page = await newPageOf(await newPerson({ role: 'admin' }));
  await page.goto('/admin/runs');
  await page.getByLabel('User', { exact: true }).fill(person.email);
  const rows = page.getByRole('table', { name: 'Runs' }).getByRole('row');
  await expect(rows).toHaveCount(2);
  await rows.nth(1).getByRole('button', { name: 'Run again' }).click();
  await expect(rows).toHaveCount(3);
  await expect(rows.nth(1).getByText('Done')).toBeVisible();
  await rows.nth(1).getByRole('link').first().click();
  await expect(page.getByRole('heading', { name: 'Run', exact: true })).toBeVisible();
  await expect(page.getByRole('group', { name: 'Graph' })).toContainText('SaveImage');
  await expectAccessible(page);
});

test('settings act at once: an announcement is seen by everybody and taken down', async ({
  signedIn,
  newPerson,
  newPageOf,
}) => {
  const page = await newPageOf(await newPerson({ role: 'admin' }));
  await page.goto('/admin/settings');
  await page.getByLabel('Text').fill('Maintenance tonight at eight.');
  await page.getByRole('button', { name: 'Show it' }).click();
  await expect(page.getByRole('button', { name: 'Take it down' })).toBeVisible();
  await signedIn.goto('/gallery');
  await expect(signedIn.getByText('Maintenance tonight at eight.')).toBeVisible();
  await expectAccessible(signedIn);
  await page.getByRole('button', { name: 'Take it down' }).click();
  await expect(page.getByRole('button', { name: 'Take it down' })).toHaveCount(0);
  await signedIn.reload();
  await expect(signedIn.getByText('Maintenance tonight at eight.')).toHaveCount(0);
  await page.getByLabel('Processor load (%)').fill('0');
  await page.getByRole('button', { name: 'Save' }).last().click();
  await expect(page.getByRole('main').getByRole('alert')).toContainText(
    'The processor load has to be at least 1.',
  );
  await expectAccessible(page);
});

test('a person is changed, limited and removed with named choices; all of it is in the record', async ({
  person,
  newPerson,
  newPageOf,
}) => {
  const admin = await newPerson({ role: 'admin' });
  const page = await newPageOf(admin);
  await page.goto(`/admin/users/${person.id}`);
  await page.getByLabel('Role').selectOption('guest');
  await page.getByRole('button', { name: 'Save' }).first().click();
  await expect(page.getByText('Saved.').first()).toBeVisible();
  await page.getByLabel('Waiting at a time').fill('three');
  await page.getByRole('button', { name: 'Save' }).last().click();
  await expect(page.getByText('Enter a number, a dash, or nothing.')).toBeVisible();
  await page.getByLabel('Waiting at a time').fill('3');
  await page.getByRole('button', { name: 'Save' }).last().click();
  await expectAccessible(page);

  await page.getByRole('button', { name: /^Actions for/ }).click();
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  const dialog = page.getByRole('dialog');
  const remove = dialog.getByRole('button', { name: 'Remove' });
  await expect(remove).toBeDisabled();
  for (const group of ['Pictures and uploads', 'Saved graphs']) {
    await dialog.getByRole('group', { name: group }).getByLabel('Delete them').check();
  }
  await dialog.getByLabel('Cancel them').check();
  await expectAccessible(page);
  await remove.click();
  await expect(page.getByText('Being removed', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: /^Actions for/ }).click();
  await page.getByRole('menuitem', { name: 'Undo' }).click();
  await expect(page.getByText('Active', { exact: true })).toBeVisible();

  await page.goto('/admin/audit');
  await page.getByLabel('On what').fill(person.email);
  const entries = page.getByRole('table', { name: 'Audit' });
  await expect(entries.getByText('Take removal back')).toBeVisible();
  await expect(entries.getByText('role: user → guest')).toBeVisible();
  await expectAccessible(page);
  const asked = page.waitForRequest(/\/api\/admin\/audit\?.*from=/);
  await page.getByLabel('Since').fill('2026-07-02');
  // Midnight in Paris, where these browsers are; the exports begin there as well.
  const from = '2026-07-01T22:00:00.000Z';
  expect(new URL((await asked).url()).searchParams.get('from')).toBe(from);
  for (const name of ['Export CSV', 'Export JSON lines']) {
    const link = page.getByRole('link', { name });
    await expect(link).toHaveAttribute('href', new RegExp(`from=${encodeURIComponent(from)}`));
  }
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export CSV' }).click();
  expect((await download).suggestedFilename()).toMatch(/^audit-.*\.csv$/);

  await page.getByLabel('On what').fill('nobody has this name');
  await expect(page.getByText('No entry fits this filter.')).toBeVisible();
  const none = { entries: [], total: 0, page: 1, pageSize: 50 };
  await page.route('**/api/admin/audit?*', (route) => route.fulfill({ json: none }));
  await page.reload();
  await expect(page.getByText('No admin has done anything yet.')).toBeVisible();
});
