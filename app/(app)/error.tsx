'use client';

import { PageFailure } from '@/components/shell/page-failure';

interface ErrorPageProps {
  readonly error: Error & { digest?: string };
  readonly reset: () => void;
}

export default function ErrorPage({ error, reset }: ErrorPageProps) {
  return <PageFailure framed digest={error.digest} retry={reset} />;
}
