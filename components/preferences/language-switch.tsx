'use client';

import { useTranslations } from 'use-intl';

import { LOCALE_NAMES, LOCALES } from '@/components/i18n/locales';
import { Segmented } from '@/components/ui/segmented';

import { useLanguage } from './use-language';

export function LanguageSwitch() {
  const t = useTranslations('language');
  const [locale, choose] = useLanguage();
  const options = LOCALES.map((value) => ({ value, label: LOCALE_NAMES[value] }));
  return <Segmented label={t('label')} value={locale} options={options} onChoose={choose} />;
}
