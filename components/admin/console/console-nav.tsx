'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';

import { may, type Permission } from '@/lib/domain/permissions';
import type { Role } from '@/lib/domain/user';

import styles from './console.module.css';

const PLACES = [
  { key: 'overview', href: '/admin', permission: 'devices.view' },
  { key: 'runs', href: '/admin/runs', permission: 'runs.view' },
  { key: 'workers', href: '/admin/workers', permission: 'devices.view' },
  { key: 'workspaces', href: '/admin/workspaces', permission: 'workspaces.act' },
  { key: 'users', href: '/admin/users', permission: 'users.view' },
  { key: 'audit', href: '/admin/audit', permission: 'audit.view' },
  { key: 'proof', href: '/admin/proof', permission: 'proof.run' },
  { key: 'settings', href: '/admin/settings', permission: 'settings.view' },
] as const satisfies readonly { key: string; href: string; permission: Permission }[];

/** The pages of the console that the role may open. */
export function ConsoleNav({ role }: { readonly role: Role }) {
  const t = useTranslations('console');
  const path = usePathname();
  const isHere = (href: string): boolean =>
    href === '/admin' ? path === href : path.startsWith(href);
  const list = useRef<HTMLUListElement>(null);
  // On a phone the links are wider than the window.
  useEffect(() => {
    const here = list.current?.querySelector<HTMLElement>('[aria-current]');
    if (list.current === null || here === null || here === undefined) return;
    const { offsetLeft, offsetWidth } = here;
    list.current.scrollLeft = offsetLeft - (list.current.clientWidth - offsetWidth) / 2;
  }, [path]);
  return (
    <nav className={styles['nav']} aria-label={t('label')}>
      <ul ref={list}>
        {PLACES.filter(({ permission }) => may(role, permission)).map(({ key, href }) => (
          <li key={key}>
            <Link href={href} aria-current={isHere(href) ? 'page' : undefined}>
              {t(key)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
