'use client';

import { useTranslations } from 'use-intl';

import { Segmented } from '@/components/ui/segmented';

import { THEMES } from './cookies';
import { useTheme } from './use-theme';

export function ThemeSwitch() {
  const t = useTranslations('theme');
  const [theme, choose] = useTheme();
  const options = THEMES.map((value) => ({ value, label: t(value) }));
  return <Segmented label={t('label')} value={theme} options={options} onChoose={choose} />;
}
