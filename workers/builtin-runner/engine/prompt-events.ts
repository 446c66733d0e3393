/** Where the engine's messages go. The server implements this with sockets. */
export interface PromptAudience {
  /** A text message to the sockets of the prompt's client. */
  readonly send: (type: string, data: Record<string, unknown>) => void;
  /** A `progress` message and the preview, in the order and form that each socket asked for. */
  readonly sendProgress: (
    progress: Record<string, unknown>,
    preview: { readonly address: object; readonly jpeg: Uint8Array } | null,
  ) => void;
  /** A line of text to show on a node. */
  readonly sendText: (nodeId: string, text: string) => void;
  /** Text as it is, JSON or not. */
  readonly sendRaw: (text: string) => void;
  readonly hasListeners: () => boolean;
}
