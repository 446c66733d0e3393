/** A graph of a user that keeps ending runners is not given to more of them, for a while. */
export const STRIKES_MAX = 3;
/** After the last strike. */
export const QUARANTINE_MS = 24 * 3_600_000;
