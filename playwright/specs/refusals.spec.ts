import { expect, test } from '../fixtures/atelier';

test('what the server refuses is told in the language of the page', async ({
  person,
  newPerson,
  newPageOf,
  stack,
}) => {
  const page = await newPageOf(await newPerson({ role: 'admin' }));
  const savePool = async (): Promise<void> => {
    await page.goto(`/admin/users/${person.id}`);
    const pool = page.locator('input[name="pool"]');
    await pool.fill('Big Pool');
    await pool.press('Enter');
  };
  await savePool();
  await expect(
    page.getByText('The pool may hold small letters, digits and dashes only.'),
  ).toBeVisible();

  await page.context().addCookies([{ name: 'atelier.locale', value: 'zh-CN', url: stack.url }]);
  await savePool();
  await expect(page.getByText('资源池只能包含小写字母、数字和短横线。')).toBeVisible();

  await page.getByRole('button', { name: /^对 .* 的操作$/ }).click();
  await page.getByRole('menuitem', { name: '移除' }).click();
  const dialog = page.getByRole('dialog');
  for (const group of ['图片和上传的文件', '已保存的工作流']) {
    await dialog.getByRole('group', { name: group }).getByLabel('转交给他人').check();
  }
  await dialog.getByLabel('取消', { exact: true }).check();
  await dialog.getByLabel('由谁接收（邮箱地址）').fill('nobody@example.org');
  await dialog.getByRole('button', { name: '移除' }).click();
  const heir = '请输入另一位有效用户的邮箱地址，由其接收移交的内容。';
  await expect(page.getByText(heir).first()).toBeVisible();
});
