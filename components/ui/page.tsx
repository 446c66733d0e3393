import { useId, type ReactNode } from 'react';

import { cx } from './cx';
import styles from './page.module.css';

interface PageProps {
  readonly title: string;
  /** Beside the title. */
  readonly actions?: ReactNode;
  readonly narrow?: boolean;
  readonly children: ReactNode;
}

/** A calm page: one heading, cards below. */
export function Page({ title, actions, narrow = false, children }: PageProps) {
  return (
    <div className={cx(styles['page'], narrow && styles['narrow'])}>
      <div className={styles['head']}>
        <h1 className={styles['title']}>{title}</h1>
        {actions}
      </div>
      {children}
    </div>
  );
}

interface CardProps {
  readonly title: string;
  readonly text?: ReactNode;
  readonly actions?: ReactNode;
  readonly children?: ReactNode;
}

/** A part of a page with a heading. */
export function Card({ title, text, actions, children }: CardProps) {
  const id = useId();
  return (
    <section className={styles['card']} aria-labelledby={id}>
      <div className={styles['cardHead']}>
        <h2 className={styles['cardTitle']} id={id}>
          {title}
        </h2>
        {actions}
      </div>
      {text !== undefined && <p className={styles['cardText']}>{text}</p>}
      {children}
    </section>
  );
}
