import type { Metadata } from 'next';

import { pageTitle } from '@/app/_server/page-title';
import { requirePermission } from '@/app/_server/require-caller';
import { SettingsView } from '@/components/admin/settings/settings-view';
import { services } from '@/lib/http/services';

export const generateMetadata = (): Promise<Metadata> => pageTitle('consoleSettings');

export default async function SettingsPage() {
  await requirePermission('/admin/settings', 'settings.view');
  return <SettingsView settings={await services().settings.read()} />;
}
