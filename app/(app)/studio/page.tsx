import type { Metadata } from 'next';

import { pageTitle } from '@/app/_server/page-title';
import { requireCaller } from '@/app/_server/require-caller';
import { StudioPage } from '@/components/studio/studio-page';

export const generateMetadata = (): Promise<Metadata> => pageTitle('studio');

interface StudioRouteProps {
  readonly searchParams: Promise<{ generation?: string | string[] }>;
}

/** The editor itself lives in the layout, so that it outlives this page. */
export default async function StudioRoute({ searchParams }: StudioRouteProps) {
  const { generation } = await searchParams;
  const query =
    typeof generation === 'string' ? `?generation=${encodeURIComponent(generation)}` : '';
  await requireCaller(`/studio/${query}`);
  return <StudioPage />;
}
