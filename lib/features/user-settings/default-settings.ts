/**
 * What a user's editor starts with. A user's own value always wins; removing it brings the default back.
 * Names and meanings: https://docs.comfy.org and the editor's own settings.
 */

/** The version of the editor whose set of defaults a new user gets. */
const EDITOR_VERSION = '1.58.1';

export const DEFAULT_SETTINGS: Readonly<Record<string, unknown>> = {
  // Without this the first start opens the template browser instead of the starter graph.
  'Comfy.TutorialCompleted': true,
  'Comfy.InstalledVersion': EDITOR_VERSION,
  'Comfy.Queue.MaxHistoryItems': 64,
  // Pictures as they are: a preview would be made anew for each request.
  'Comfy.PreviewFormat': '',
  'Comfy.Extension.Disabled': [],
  // These would look things up elsewhere, or speak of services that this installation does not use.
  'Comfy.Notification.ShowVersionUpdates': false,
  'Comfy.VersionCompatibility.DisableWarnings': true,
  'Comfy.ErrorSystem.ShowMissingModels': false,
  'Comfy.NodeBadge.ShowApiPricing': false,
  'Comfy.PartnerNodesEducation.Dismissed': true,
  'Comfy.Desktop.CloudNotificationShown': true,
};
