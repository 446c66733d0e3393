import { expect, test } from 'vitest';

import { MESSAGES } from '@/components/i18n/messages';
import type { Locale } from '@/components/i18n/locales';

import { ApiError, failureOf, type FieldFault } from './fetch-json';
import { problemText } from './problem-text';

const told = (error: unknown, locale: Locale = 'zh-CN'): string =>
  problemText(error, { locale, texts: MESSAGES[locale].problems });
const refusal = (
  code: string,
  more: ConstructorParameters<typeof ApiError>[3] = {},
  status = 403,
) => new ApiError(status, code, 'You may not use devices of the pool "big". Ask an admin.', more);

test('in Chinese a refusal is told by its reason, and without one by its code', () => {
  expect(told(refusal('forbidden', { reason: 'pool_not_allowed' }))).toBe(
    '你不能使用此资源池的设备，请联系管理员。',
  );
  expect(told(refusal('forbidden'))).toBe('你没有执行此操作的权限，可请管理员开通。');
  expect(told(refusal('forbidden', { reason: 'a newer server’s' }))).toBe(
    told(refusal('forbidden')),
  );
});

test('in English the server’s sentence names the thing; its troubles are told in our words', () => {
  const reason = { reason: 'no_device' };
  expect(told(refusal('forbidden'), 'en')).toContain('the pool "big"');
  expect(told(refusal('unavailable', reason, 503), 'en')).toContain('the pool "big"');
  expect(told(refusal('unavailable', {}, 503), 'en')).toBe(
    'A service does not answer right now. Try again in a moment.',
  );
});

test('numbers are filled in: sizes as sizes, counts as counts, waits in seconds', () => {
  const facts = { used: 9_500_000_000, limit: 10_000_000_000, bytes: 2_000_000_000 };
  expect(told(refusal('quota_exceeded', { reason: 'storage_full', facts }))).toContain(
    '已用 9.5 GB / 10 GB',
  );
  const waiting = { limit: 1_000, waiting: 1_200 };
  expect(told(refusal('too_many_requests', { reason: 'waiting_limit', facts: waiting }))).toContain(
    '已有 1,200 个任务在等待，上限为 1,000 个',
  );
  expect(told(refusal('too_many_requests', { retryAfterS: 7 }))).toContain('7 秒后');
});

test('a text whose numbers did not come is not shown with holes', () => {
  expect(told(refusal('quota_exceeded', { reason: 'storage_full' }))).toBe(
    told(refusal('quota_exceeded')),
  );
});

test('faults are told field by field, in either language', () => {
  const faults: FieldFault[] = [
    { field: 'name', fault: 'too_long', limit: 200 },
    { field: 'limits.pools.3', fault: 'too_short', limit: 1 },
    { field: 'odd', fault: 'of a newer server' },
    { field: '', fault: 'type' },
  ];
  const error = refusal('invalid_input', { faults }, 400);
  expect(told(error)).toBe(
    '名称最多 200 个字符。资源池列表至少需要 1 个字符。“odd”不被接受。输入内容的类型不正确。',
  );
  expect(told(error, 'en')).toBe(
    'The name may have at most 200 characters. The list of pools needs at least 1 characters. ' +
      '“odd” is not accepted. The entry is not of the right kind.',
  );
});

test('answers without a sentence, of another form or of no error are told as well', async () => {
  const answered = async (status: number, body: BodyInit = '<html>'): Promise<ApiError> =>
    failureOf(new Response(body, { status }));
  expect(told(await answered(502), 'en')).toContain('A service does not answer');
  expect(told(await answered(413), 'en')).toBe('It is too large.');
  expect(told(await answered(418))).toBe(MESSAGES['zh-CN'].problems.codes.bad_request);
  const comfy = JSON.stringify({
    error: { type: 'not_found', message: 'no job' },
    node_errors: {},
  });
  expect(told(await answered(404, comfy))).toBe('它已经不在了。');
  const foreign = JSON.stringify({ error: { type: 'prompt_no_outputs', message: 'No outputs' } });
  expect(told(await answered(400, foreign), 'en')).toBe('No outputs');
  expect(told(await answered(400, foreign))).toBe(MESSAGES['zh-CN'].problems.codes.bad_request);
  expect(told(new Error('x'))).toBe('这里出了点问题，已记录在日志中。');
});
