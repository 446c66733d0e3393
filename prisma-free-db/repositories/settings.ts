import type { Collections } from '../collections';

const ID = 'installation';

export type SettingsRepository = ReturnType<typeof settingsRepository>;

/** One document: what differs from the configuration. Its values are checked by who reads them. */
export function settingsRepository({ settings }: Pick<Collections, 'settings'>) {
  return {
    async readAsSystem(): Promise<Readonly<Record<string, unknown>>> {
      return (await settings.findOne({ _id: ID }))?.values ?? {};
    },

    async writeAsSystem(values: Readonly<Record<string, unknown>>): Promise<void> {
      await settings.updateOne({ _id: ID }, { $set: { values } }, { upsert: true });
    },
  };
}
