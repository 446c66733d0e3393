import { scaledPicture } from '@/tests/support/graphs';

import { expect, test } from '../fixtures/atelier';
import { expectAccessible } from '../fixtures/axe';

test('the queue is paused, ordered and emptied with the keyboard, on a phone’s width', async ({
  signedIn,
  person,
}) => {
  await signedIn.setViewportSize({ width: 390, height: 760 });
  await signedIn.goto('/gallery');
  const badge = signedIn.getByRole('button', { name: /^Open the queue/ });
  const panel = signedIn.getByRole('dialog', { name: 'Your queue' });
  await badge.focus();
  await signedIn.keyboard.press('Enter');
  await expect(panel.getByText('Nothing runs or waits.')).toBeVisible();
  await panel.getByRole('button', { name: 'Pause' }).press('Enter');
  await expect(panel.getByText('Nothing new starts until you resume.')).toBeVisible();

  for (const color of [0x112233, 0x445566, 0x778899]) {
    await person.comfy.submit(scaledPicture(color, 64, 48));
  }
  const names = panel.getByRole('listitem').getByText(/^Prompt \d$/);
  await expect(names).toHaveText(['Prompt 1', 'Prompt 2', 'Prompt 3']);
  await expect(panel.getByText('place 1; nobody can say when it starts')).toBeVisible();
  await expect(badge).toHaveAccessibleName(/nothing running, 3 waiting/);
  await expectAccessible(signedIn);
  await signedIn.screenshot({ path: test.info().outputPath('queue-panel.png') });

  await panel.getByRole('button', { name: 'Run prompt 3 next' }).press('Enter');
  await expect(names).toHaveText(['Prompt 3', 'Prompt 1', 'Prompt 2']);
  const down = panel.getByRole('button', { name: 'Move prompt 1 down' });
  await down.press('Enter');
  await expect(names).toHaveText(['Prompt 3', 'Prompt 2', 'Prompt 1']);
  await expect(panel.getByText('Prompt 1 is in place 3 now.')).toBeAttached();
  // The keyboard stays where it is, also where the queue ends.
  await expect(down).toBeFocused();
  await expect(down).toHaveAttribute('aria-disabled', 'true');
  await signedIn.keyboard.press('Shift+Tab');
  await signedIn.keyboard.press('Enter');
  await signedIn.keyboard.press('Enter');
  await expect(names).toHaveText(['Prompt 1', 'Prompt 3', 'Prompt 2']);
  await expect(panel.getByRole('button', { name: 'Move prompt 1 up' })).toBeFocused();
  const stored = async (): Promise<readonly number[]> => {
    const answer = await signedIn.request.get('/api/queue/runs');
    const { runs } = (await answer.json()) as { runs: { number: number }[] };
    return runs.map(({ number }) => number);
  };
  await expect.poll(stored).toEqual([1, 3, 2]);
  await expectAccessible(signedIn);

  const refusal = { error: { code: 'conflict', message: 'This prompt has started or ended.' } };
  let refuse = (): void => undefined;
  const held = new Promise<void>((resolve) => (refuse = resolve));
  await signedIn.route('**/api/queue/runs/*/move', async (route) => {
    await held;
    await route.fulfill({ status: 409, json: refusal });
  });
  await panel.getByRole('button', { name: 'Move prompt 2 up' }).press('Enter');
  await expect(names).toHaveText(['Prompt 1', 'Prompt 2', 'Prompt 3']);
  refuse();
  await expect(names).toHaveText(['Prompt 1', 'Prompt 3', 'Prompt 2']);
  await expect(signedIn.getByText(refusal.error.message)).toBeVisible();
  await signedIn.unroute('**/api/queue/runs/*/move');
  await panel.getByRole('button', { name: 'Run prompt 3 next' }).press('Enter');
  await expect(names).toHaveText(['Prompt 3', 'Prompt 1', 'Prompt 2']);
  await panel.getByRole('button', { name: 'Cancel prompt 1' }).press('Enter');
  await expect(names).toHaveText(['Prompt 3', 'Prompt 2']);
  const width = await signedIn.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(390);

  await panel.getByRole('button', { name: 'Resume' }).press('Enter');
  await expect(panel.getByText('Nothing runs or waits.')).toBeVisible({ timeout: 60_000 });
  await signedIn.keyboard.press('Escape');
  await expect(panel).toBeHidden();
  await expect(badge).toBeFocused();

  await signedIn.goto('/account');
  const today = signedIn.getByRole('row', { name: /^Today 2/ });
  await expect(today).toBeVisible();
});
