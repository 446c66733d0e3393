import { createHash, randomBytes } from 'node:crypto';

import { expect, test } from 'vitest';

import { hashFile } from './hash-file';

const NEVER = new AbortController().signal;

test.each([1, 2 * 1024 * 1024, 5 * 1024 * 1024 + 7])(
  '%i bytes have their SHA-256',
  async (size) => {
    const bytes = randomBytes(size);
    const steps: number[] = [];
    const hash = await hashFile(new Blob([bytes]), NEVER, (done) => steps.push(done));
    expect(hash).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(steps.at(-1)).toBe(size);
  },
);

test('it ends when it is told to', async () => {
  const stop = new AbortController();
  const hashing = hashFile(new Blob([randomBytes(5 * 1024 * 1024)]), stop.signal, () =>
    stop.abort(new Error('enough')),
  );
  await expect(hashing).rejects.toThrow('enough');
});
