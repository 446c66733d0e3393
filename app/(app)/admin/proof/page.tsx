import type { Metadata } from 'next';

import { pageTitle } from '@/app/_server/page-title';
import { requirePermission } from '@/app/_server/require-caller';
import { ProofView } from '@/components/admin/proof/proof-view';

export const generateMetadata = (): Promise<Metadata> => pageTitle('consoleProof');

export default async function ProofPage() {
  await requirePermission('/admin/proof', 'proof.run');
  return <ProofView />;
}
