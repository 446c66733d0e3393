/** The error shapes of `POST /prompt`, which the editor shows at the nodes and in its dialogs. */

export interface PromptError {
  readonly type: string;
  readonly message: string;
  readonly details: string;
  readonly extra_info: Readonly<Record<string, unknown>>;
}

/** What is wrong with one node. */
interface NodeErrors {
  readonly errors: readonly PromptError[];
  /** Output nodes that cannot run; may name some that do not depend on the node. */
  readonly dependent_outputs: readonly string[];
  readonly class_type: string;
}

export type NodeErrorMap = Readonly<Record<string, NodeErrors>>;

/** A posted value may have megabytes, and one text after another quotes it. */
export const TEXT_MAX_CHARACTERS = 20_000;

export function shortened(text: string): string {
  return text.length > TEXT_MAX_CHARACTERS ? `${text.slice(0, TEXT_MAX_CHARACTERS)}…` : text;
}

export function promptError(
  type: string,
  message: string,
  details = '',
  extraInfo: Record<string, unknown> = {},
): PromptError {
  return {
    type,
    message: shortened(message),
    details: shortened(details),
    extra_info: extraInfo,
  };
}
