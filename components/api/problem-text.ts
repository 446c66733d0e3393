/** What to tell a person about a failed call, in the language of the page. */
import { formatBytes } from '@/components/gallery/format-bytes';
import type { Locale } from '@/components/i18n/locales';
import type { Messages } from '@/components/i18n/messages';

import { ApiError, type FieldFault } from './fetch-json';

export interface ProblemWords {
  readonly locale: Locale;
  readonly texts: Messages['problems'];
}

type Values = Readonly<Record<string, string>>;

/** The server's sentences about these say what went wrong inside of it, and nothing to act on. */
const BY_CODE_ALONE = new Set(['unreachable', 'unavailable', 'not_found', 'internal']);
/** Their numbers are bytes. */
const SIZES = new Set(['quota_exceeded', 'too_large']);
const DEFAULT_WAIT_S = 60;

/**
 * The faults of each field, or else the text of the error's reason, or else that of its code. In
 * English, which the server speaks, its own sentence where that says more: it names the thing.
 */
export function problemText(error: unknown, words: ProblemWords): string {
  if (!(error instanceof ApiError)) return words.texts.codes.internal;
  if (error.faults.length > 0) return faultsText(error.faults, words);
  const { code, reason, message } = error;
  const isPlain = reason === undefined && BY_CODE_ALONE.has(code);
  if (words.locale === 'en' && message !== '' && !isPlain) return message;
  const values = valuesOf(error, words.locale);
  return (
    filled(words, `reasons.${reason ?? ''}`, values) ??
    filled(words, `codes.${code}`, values) ??
    words.texts.codes[error.status < 500 ? 'bad_request' : 'internal']
  );
}

function valuesOf({ code, facts, retryAfterS }: ApiError, locale: Locale): Values {
  const show = (value: number): string =>
    SIZES.has(code) ? formatBytes(value, locale) : value.toLocaleString(locale);
  const numbers = Object.entries(facts).map(([name, value]) => [name, show(value)] as const);
  return { seconds: String(retryAfterS ?? DEFAULT_WAIT_S), ...Object.fromEntries(numbers) };
}

function faultsText(faults: readonly FieldFault[], words: ProblemWords): string {
  const sentences = faults.map(({ field, fault, limit }) => {
    const values = {
      field: fieldName(field, words),
      ...(limit !== undefined && { limit: limit.toLocaleString(words.locale) }),
    };
    return filled(words, `faults.${fault}`, values) ?? filled(words, 'faults.other', values) ?? '';
  });
  return [...new Set(sentences)].join(words.locale === 'zh-CN' ? '' : ' ');
}

/** @param path such as `limits.pools.3`: the list is named, not its fourth entry */
function fieldName(path: string, words: ProblemWords): string {
  const name = path.split('.').findLast((part) => !/^\d*$/.test(part));
  if (name === undefined) return words.texts.fields.anything;
  return filled(words, `fields.${name}`, {}) ?? `“${path}”`;
}

/** The text with its values, or none when there is no such text or a value is not known. */
function filled({ texts }: ProblemWords, key: string, values: Values): string | undefined {
  const [group = '', name = ''] = key.split('.');
  const found = (texts as unknown as Record<string, Record<string, string>>)[group];
  const text = found !== undefined && Object.hasOwn(found, name) ? found[name] : undefined;
  const full = text?.replace(/\{(\w+)\}/g, (whole, value: string) => values[value] ?? whole);
  return full === undefined || /\{\w+\}/.test(full) ? undefined : full;
}
