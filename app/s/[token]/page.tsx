import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { notFound } from 'next/navigation';

import { pageTitle } from '@/app/_server/page-title';
import { SharedView } from '@/components/share/shared-view';
import { viewShare } from '@/lib/features/shares/open-share';
import { services } from '@/lib/http/services';

export async function generateMetadata(): Promise<Metadata> {
  return { ...(await pageTitle('shared')), robots: { index: false, follow: false } };
}

interface SharedPageProps {
  readonly params: Promise<{ readonly token: string }>;
}

/** Whatever is wrong with a link, there is nothing here, and no word why. */
export default async function SharedPage({ params }: SharedPageProps) {
  const { db, shareThrottle } = services();
  const { token } = await params;
  const address = (await headers()).get('x-atelier-client-ip') ?? 'unknown';
  const isAdmitted = await shareThrottle.admit(address).then(
    () => true,
    () => false,
  );
  const page = isAdmitted ? await viewShare(db, token) : null;
  if (page === null) {
    await shareThrottle.miss(address);
    notFound();
  }
  return <SharedView page={page} />;
}
