import { redirect } from 'next/navigation';

import { requireCaller } from './_server/require-caller';

/** The front door leads to work. */
export default async function HomePage() {
  await requireCaller('/studio/');
  redirect('/studio/');
}
