/** Why a file did not get to where it should: a code of our API's errors, or `unreachable`, `unreadable`, `empty`. */
export class SendFailure extends Error {
  /** @param facts numbers of the refusal, such as `limit` */
  constructor(
    readonly code: string,
    message: string,
    readonly facts: Readonly<Record<string, number>> = {},
  ) {
    super(message);
    this.name = 'SendFailure';
  }

  /** Whether the same file may get there when it is sent once more. */
  get isPassing(): boolean {
    return !FINAL.has(this.code);
  }
}

const FINAL = new Set([
  'too_large',
  'unsupported_media_type',
  'bad_request',
  'unreadable',
  'empty',
]);
