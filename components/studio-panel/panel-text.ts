/** The panel's texts in the language of our pages, not of the editor. */
import { documentLocale } from '@/components/i18n/document-locale';
import { panel as english } from '@/components/i18n/messages/en.json';
import { panel as chinese } from '@/components/i18n/messages/zh-CN.json';

export type PanelText = keyof typeof english;

export const locale = documentLocale();
const texts = locale === 'zh-CN' ? chinese : english;

/** @param values for the `{names}` in the text */
export function text(name: PanelText, values: Readonly<Record<string, string>> = {}): string {
  return texts[name].replace(/\{(\w+)\}/g, (whole, key: string) => values[key] ?? whole);
}
