'use client';

import './atelier.css';

import { GlobalFailure } from '@/components/shell/global-failure';

interface GlobalErrorProps {
  readonly error: Error & { digest?: string };
}

/** The last resort, when the frame itself cannot be drawn: no texts, no theme, no data. */
export default function GlobalError({ error }: GlobalErrorProps) {
  return (
    <html lang="en">
      <body style={{ margin: 0 }}>
        <GlobalFailure digest={error.digest} />
      </body>
    </html>
  );
}
