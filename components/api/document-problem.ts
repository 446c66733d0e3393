/** The texts of failures for scripts outside of our pages, such as the studio's panel. */
import { documentLocale } from '@/components/i18n/document-locale';
import { problems as english } from '@/components/i18n/messages/en.json';
import { problems as chinese } from '@/components/i18n/messages/zh-CN.json';

import { ApiError } from './fetch-json';
import { problemText } from './problem-text';

/** What to tell a person about a failed call, in the language of our pages; `fetch` as it is may have made it. */
export function documentProblem(error: unknown): string {
  const locale = documentLocale();
  // So says `fetch` that there was no answer.
  const failure = error instanceof TypeError ? new ApiError(0, 'unreachable', '') : error;
  return problemText(failure, { locale, texts: locale === 'zh-CN' ? chinese : english });
}
