import type { Metadata } from 'next';

import { pageTitle } from '@/app/_server/page-title';
import { requireCaller } from '@/app/_server/require-caller';
import { GalleryView } from '@/components/gallery/gallery-view';
import { listHistory } from '@/lib/features/gallery/list-history';
import { services } from '@/lib/http/services';

export const generateMetadata = (): Promise<Metadata> => pageTitle('gallery');

interface GalleryPageProps {
  readonly searchParams: Promise<{ item?: string | string[] }>;
}

/** The first page of pictures comes with the document; the browser goes on from there. */
export default async function GalleryPage({ searchParams }: GalleryPageProps) {
  const { item } = await searchParams;
  const here = typeof item === 'string' ? `/gallery?item=${encodeURIComponent(item)}` : '/gallery';
  const caller = await requireCaller(here);
  const { db, urls, counts } = services();
  const first = await listHistory({ gallery: db.gallery, urls, counts }, caller, {}, 1);
  return <GalleryView first={first} drawnAt={new Date().getTime()} />;
}
