import { Check, CircleDashed, LoaderCircle } from 'lucide-react';
import { useTranslations } from 'use-intl';

import { cx } from '@/components/ui/cx';
import { VisuallyHidden } from '@/components/ui/visually-hidden';
import type { WorkspaceView } from '@/lib/domain/workspace-view';

import styles from './workspace.module.css';

const STEPS = ['waiting', 'assigning', 'starting', 'ready'] as const;
type Step = (typeof STEPS)[number];

/** How far it has come, as a list that is read out when it changes. */
export function Steps({ workspace }: { readonly workspace: WorkspaceView }) {
  const t = useTranslations('workspace');
  const { state, position } = workspace;
  const at = STEPS.indexOf(state as Step);
  if (at < 0) return null;
  return (
    <ol className={styles['steps']} aria-live="polite">
      {STEPS.map((step, index) => {
        const isDone = index < at || state === 'ready';
        const isNow = index === at && !isDone;
        const Icon = isDone ? Check : isNow ? LoaderCircle : CircleDashed;
        return (
          <li
            key={step}
            className={cx(isDone && styles['done'], isNow && styles['now'])}
            aria-current={isNow ? 'step' : undefined}
          >
            <Icon aria-hidden className={isNow ? styles['spin'] : undefined} />
            <span>
              {t(`steps.${step}`)}
              {isNow && step === 'waiting' && position !== null && (
                <span className={styles['position']}> · {t('position', { position })}</span>
              )}
            </span>
            {isDone && <VisuallyHidden>{t('stepDone')}</VisuallyHidden>}
          </li>
        );
      })}
    </ol>
  );
}
