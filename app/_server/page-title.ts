import type { Metadata } from 'next';
import { createTranslator } from 'use-intl/core';

import { MESSAGES, type Messages } from '@/components/i18n/messages';

import { readPreferences } from './preferences';

type Titled = {
  [Space in keyof Messages]: 'title' extends keyof Messages[Space] ? Space : never;
}[keyof Messages];

/** A page's title in the request's language: the `title` text of a namespace. */
export async function pageTitle(namespace: Titled): Promise<Metadata> {
  const { locale } = await readPreferences();
  const translate = createTranslator({ locale, messages: MESSAGES[locale], namespace });
  return { title: translate('title') };
}
