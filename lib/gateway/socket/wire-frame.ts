/**
 * A message as a server's WebSocket frame: whole, unmasked, uncompressed (RFC 6455 §5.2). A step of a
 * prompt goes to each tab of its user; encoded once, it costs each of them one write.
 */
const FINAL = 0x80;
const OPCODE = { text: 0x1, binary: 0x2 } as const;
const LENGTH_INLINE_MAX = 125;
const LENGTH_16_MAX = 0xff_ff;
const LENGTH_16 = 126;
const LENGTH_64 = 127;

export function wireFrame(kind: keyof typeof OPCODE, message: string | Uint8Array): Buffer {
  const payload = typeof message === 'string' ? Buffer.from(message) : message;
  return Buffer.concat([header(FINAL | OPCODE[kind], payload.length), payload]);
}

function header(first: number, length: number): Buffer {
  if (length <= LENGTH_INLINE_MAX) return Buffer.of(first, length);
  if (length <= LENGTH_16_MAX) {
    const bytes = Buffer.of(first, LENGTH_16, 0, 0);
    bytes.writeUInt16BE(length, 2);
    return bytes;
  }
  const bytes = Buffer.of(first, LENGTH_64, 0, 0, 0, 0, 0, 0, 0, 0);
  bytes.writeBigUInt64BE(BigInt(length), 2);
  return bytes;
}
