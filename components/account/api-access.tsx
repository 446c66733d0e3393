'use client';

import { useTranslations } from 'use-intl';

import { CopyText } from '@/components/ui/copy-text';
import { Card } from '@/components/ui/page';

import styles from './account.module.css';
import { apiExamples } from './api-examples';

export interface ApiAccessProps {
  /** The address that people type, without a trailing slash. */
  readonly site: string;
  readonly accessDays: number;
  readonly ticketMinutes: number;
}

/** How a script or a plug-in gets in: token, call, socket. */
export function ApiAccess({ site, accessDays, ticketMinutes }: ApiAccessProps) {
  const t = useTranslations('account');
  const steps = [
    t('apiToken', { days: accessDays }),
    t('apiRun'),
    t('apiSocket', { minutes: ticketMinutes }),
  ];
  const intro = t.rich('apiText', {
    base: `${site}/studio`,
    code: (text) => <code className={styles['code']}>{text}</code>,
  });
  return (
    <Card title={t('api')} text={intro}>
      {apiExamples(site).map((example, index) => (
        <div key={example} className={styles['steps']}>
          <p className={styles['step']}>{steps[index]}</p>
          <CopyText label={t('apiExample', { number: index + 1 })} text={example} />
        </div>
      ))}
    </Card>
  );
}
