/** The mark: an easel's A with a picture in it. */
export function Logo({ size = 26 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" fill="none" aria-hidden focusable="false">
      <rect width="32" height="32" rx="8" fill="var(--at-accent)" />
      <path
        d="M9 25 14.6 7.5a1.5 1.5 0 0 1 2.8 0L23 25M11.4 18.5h9.2"
        stroke="var(--at-on-accent)"
        strokeWidth="2.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
