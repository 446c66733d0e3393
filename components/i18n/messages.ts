/** The texts by language; for the server only, which sends a page the language it is in. */
import type { Locale } from './locales';
import en from './messages/en.json';
import zhCn from './messages/zh-CN.json';

export type Messages = typeof en;

export const MESSAGES: Record<Locale, Messages> = { en, 'zh-CN': zhCn };
