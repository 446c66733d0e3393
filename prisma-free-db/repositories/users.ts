import type { Document, Filter } from 'mongodb';

import type { EndedSession, Role, User, UserStatus } from '@/lib/domain/user';
import { AppError } from '@/lib/kernel/errors';
import type { UserId } from '@/lib/kernel/ids';

import type { Collections } from '../collections';
import { userDocument } from '../documents/user';
import { isDuplicate } from '../duplicates';
import { joinCalls } from '../join-calls';
import { containing } from '../text-filter';

export interface UserFilter {
  /** Part of the address or the name. */
  readonly text?: string | undefined;
  readonly role?: Role | undefined;
  readonly status?: UserStatus | undefined;
  readonly pool?: string | undefined;
}

export type UserRepository = ReturnType<typeof userRepository>;

export function userRepository({ users }: Pick<Collections, 'users'>) {
  const matching = ({ text, role, status, pool }: UserFilter) =>
    ({
      ...(text !== undefined && { $or: [{ email: containing(text) }, { name: containing(text) }] }),
      ...(role !== undefined && { role }),
      ...(status !== undefined && { status }),
      ...(pool !== undefined && { pool }),
    }) as Filter<Document & { _id: string }>;

  /** Each request asks for its user, and an editor sends many at a time. */
  const readById = joinCalls<UserId, Document | undefined>(async (userIds) => {
    const documents = await users.find({ _id: { $in: [...new Set(userIds)] } }).toArray();
    const found = new Map<string, Document>(documents.map((document) => [document._id, document]));
    return userIds.map((userId) => found.get(userId));
  });

  return {
    async findById(userId: UserId): Promise<User | null> {
      const document = await readById(userId);
      return document === undefined ? null : userDocument.fromDocument(document);
    },

    /** @throws AppError `conflict` when the address is taken */
    async create(user: User): Promise<void> {
      try {
        await users.insertOne(userDocument.toDocument(user));
      } catch (error) {
        if (isDuplicate(error)) {
          throw new AppError(
            'conflict',
            `There is already a user with the e-mail address ${user.email}.`,
            { reason: 'email_taken' },
          );
        }
        throw error;
      }
    },

    async findByEmailAsSystem(email: string): Promise<User | null> {
      const document = await users.findOne({ email });
      return document && userDocument.fromDocument(document);
    },

    async countAsSystem(filter: UserFilter = {}): Promise<number> {
      return users.countDocuments(matching(filter));
    },

    /** Newest first. */
    async listAsSystem(limit: number, offset = 0, filter: UserFilter = {}): Promise<User[]> {
      const documents = await users
        .find(matching(filter))
        .sort({ created_at: -1, _id: 1 })
        .skip(offset)
        .limit(limit)
        .toArray();
      return documents.map((document) => userDocument.fromDocument(document));
    },

    /** E-mail addresses of some users, by id. */
    async emailsAsSystem(ids: readonly UserId[]): Promise<Map<string, string>> {
      const documents = await users
        .find({ _id: { $in: [...ids] } }, { projection: { email: 1 } })
        .toArray();
      return new Map(documents.map((document) => [document._id, String(document['email'])]));
    },

    /** Changes what needs no new sign-in. @returns null when there is no such user */
    async changeAsSystem(
      userId: UserId,
      change: Partial<Pick<User, 'name' | 'pool' | 'limits'>>,
    ): Promise<User | null> {
      const document = await users.findOneAndUpdate(
        { _id: userId },
        { $set: userDocument.toFields(change) },
        { returnDocument: 'after' },
      );
      return document && userDocument.fromDocument(document);
    },

    /** Takes the user's document away, the last step of removing a person. */
    async removeAsSystem(userId: UserId): Promise<void> {
      await users.deleteOne({ _id: userId, status: 'leaving' });
    },

    /**
     * Remembers that a session signed out, and forgets those whose tokens expired before `now`. One
     * that is known already stays as it is: a token that ended can be shown any number of times.
     */
    async endSession(userId: UserId, ended: EndedSession, now: Date): Promise<void> {
      const forget: Document = { $pull: { ended_sessions: { until: { $lt: now } } } };
      const remember: Document = { $push: { ended_sessions: ended } };
      const isNew = { 'ended_sessions.sessionId': { $ne: ended.sessionId } };
      await users.updateOne({ _id: userId }, forget);
      await users.updateOne({ _id: userId, ...isNew }, remember);
    },

    /**
     * Changes fields and raises the token version, which ends every session of the user.
     * @returns the user as changed, or null when there is none
     */
    async changeAndRevoke(
      userId: UserId,
      change: Partial<Pick<User, 'pwdHash' | 'status' | 'role' | 'mustChangePassword' | 'leaving'>>,
    ): Promise<User | null> {
      // Older tokens are refused by their version, so ended sessions need not be remembered.
      const set = userDocument.toFields({ ...change, endedSessions: [] });
      const document = await users.findOneAndUpdate(
        { _id: userId },
        { $set: set, $inc: { token_version: 1 } },
        { returnDocument: 'after' },
      );
      return document && userDocument.fromDocument(document);
    },
  };
}
