/** Which of a user's generations a list shows, and where in it one is. */
import type { MediaType } from './generation';

export interface GalleryFilter {
  /** Words of the prompt, the models or the file name, as they were typed. */
  readonly search?: string | undefined;
  /** Results of the very same graph. */
  readonly workflowId?: string | undefined;
  /** Results of one of the editor's workflows, by the id that it gave it. */
  readonly editorWorkflowId?: string | undefined;
  readonly runId?: string | undefined;
  readonly mediaType?: MediaType | undefined;
  readonly favourite?: true | undefined;
  readonly model?: string | undefined;
  readonly tag?: string | undefined;
  readonly from?: Date | undefined;
  /** The first moment that is too late. */
  readonly until?: Date | undefined;
  /** What was thrown away, instead of what is in the gallery. */
  readonly trash?: true | undefined;
}

/** The last item that is known: the list goes on behind it. */
export interface GalleryPosition {
  readonly createdAt: Date;
  readonly id: string;
}
