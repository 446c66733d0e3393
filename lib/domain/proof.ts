/** The proof of isolation: what was tried across two users on the live system, and what held. */
export const PROOF_VERDICTS = ['closed', 'hole', 'unclear'] as const;
/** `unclear`: the try itself did not work, so it proves nothing. */
export type ProofVerdict = (typeof PROOF_VERDICTS)[number];

/** What is seen where nothing leaks, as sheets hold it; the console says it in the reader's language. */
export const PROOF_SEEN = {
  absent: 'as for things that do not exist',
  ownerOnly: 'only the owner heard',
  refused: 'closed before any data',
} as const;

export interface ProofLine {
  /** What was tried, such as `GET /studio/api/view`. */
  readonly what: string;
  readonly verdict: ProofVerdict;
  /** What was seen, in one sentence. */
  readonly seen: string;
}

/** One dated sheet. */
export interface ProofSheet {
  readonly id: string;
  readonly at: Date;
  /** E-mail address of who asked for it. */
  readonly by: string;
  readonly durationMs: number;
  /** How many requests and messages it took. */
  readonly tries: number;
  readonly holes: number;
  readonly lines: readonly ProofLine[];
}
