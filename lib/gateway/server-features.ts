/**
 * The server's feature flags, told over HTTP and on the socket alike. Only what is really there: the
 * editor calls what a flag promises.
 */
export function serverFeatures(maxUploadBytes: number): Record<string, unknown> {
  return { supports_preview_metadata: true, max_upload_size: maxUploadBytes };
}
