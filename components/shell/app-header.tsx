'use client';

import { Cpu, Images, ShieldCheck, Workflow } from 'lucide-react';
import Link from 'next/link';
import { usePathname, useRouter } from 'next/navigation';
import { useTranslations } from 'use-intl';

import { may } from '@/lib/domain/permissions';
import type { Role } from '@/lib/domain/user';
import { QueueBadge } from '@/components/queue/queue-badge';
import { cx } from '@/components/ui/cx';

import { AccountMenu } from './account-menu';
import styles from './app-header.module.css';
import { Logo } from './logo';

/** Who is signed in, as the frame shows it. */
export interface Person {
  readonly name: string;
  readonly email: string;
  readonly role: Role;
}

// The studio's slash at the end matters: the editor takes its API's base from the page's path.
const PLACES = [
  { key: 'studio', href: '/studio/', icon: Workflow, permission: 'studio.use' },
  { key: 'gallery', href: '/gallery', icon: Images, permission: 'studio.use' },
  { key: 'workspace', href: '/workspace', icon: Cpu, permission: 'workspace.lease' },
  { key: 'admin', href: '/admin', icon: ShieldCheck, permission: 'devices.view' },
] as const;

export function AppHeader({ person }: { readonly person: Person }) {
  const t = useTranslations('nav');
  const common = useTranslations('common');
  const path = usePathname();
  const router = useRouter();
  const places = PLACES.filter(({ permission }) => may(person.role, permission));
  return (
    <header className={cx('atelier', styles['header'])}>
      <Link
        href="/studio/"
        prefetch={false}
        className={styles['brand']}
        aria-label={common('product')}
      >
        <Logo />
        <span className={styles['brandName']}>{common('product')}</span>
      </Link>
      <nav className={styles['nav']} aria-label={t('label')}>
        <ul>
          {places.map(({ key, href, icon: Icon }) => (
            <li key={key}>
              <Link
                href={href}
                // The studio's page is empty and its editor may be there already: the way is the wait. The
                // others are fetched when somebody turns to them, not while the editor starts.
                prefetch={key === 'studio'}
                onPointerEnter={() => router.prefetch(href)}
                onFocus={() => router.prefetch(href)}
                className={styles['link']}
                aria-current={path.startsWith(href.replace(/\/$/, '')) ? 'page' : undefined}
              >
                <Icon aria-hidden />
                <span className={styles['linkText']}>{t(key)}</span>
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div className={styles['end']}>
        <QueueBadge />
        <AccountMenu person={person} />
      </div>
    </header>
  );
}
