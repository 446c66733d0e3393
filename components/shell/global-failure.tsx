'use client';

import { cx } from '@/components/ui/cx';

import styles from './whole-page.module.css';

/** Stands without texts from the server, so it speaks both languages at once. */
const TEXTS = [
  { lang: 'en', text: 'Something broke while this page was drawn.', again: 'Load it again' },
  { lang: 'zh-CN', text: '页面显示时出了问题。', again: '重新加载' },
] as const;

export function GlobalFailure({ digest }: { readonly digest: string | undefined }) {
  return (
    <main className={cx('atelier', styles['page'], styles['bare'])}>
      {TEXTS.map(({ lang, text, again }) => (
        <p key={lang} lang={lang}>
          {text}{' '}
          <button
            type="button"
            className={styles['again']}
            onClick={() => window.location.reload()}
          >
            {again}
          </button>
        </p>
      ))}
      {digest !== undefined && <code className={styles['digest']}>{digest}</code>}
    </main>
  );
}
