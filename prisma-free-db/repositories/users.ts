import { MongoServerError, type Document } from 'mongodb';

import type { EndedSession, User } from '@/lib/domain/user';
import { AppError } from '@/lib/kernel/errors';
import type { UserId } from '@/lib/kernel/ids';

import type { Collections } from '../collections';
import { userDocument } from '../documents/user';

const DUPLICATE_KEY = 11_000;

export type UserRepository = ReturnType<typeof userRepository>;

export function userRepository({ users }: Pick<Collections, 'users'>) {
  return {
    /** @throws AppError `conflict` when the address is taken */
    async create(user: User): Promise<void> {
      try {
        await users.insertOne(userDocument.toDocument(user));
      } catch (error) {
        if (error instanceof MongoServerError && error.code === DUPLICATE_KEY) {
          throw new AppError(
            'conflict',
            `There is already a user with the e-mail address ${user.email}.`,
          );
        }
        throw error;
      }
    },

    async findById(userId: UserId): Promise<User | null> {
      const document = await users.findOne({ _id: userId });
      return document && userDocument.fromDocument(document);
    },

    async findByEmailAsSystem(email: string): Promise<User | null> {
      const document = await users.findOne({ email });
      return document && userDocument.fromDocument(document);
    },

    async countAsSystem(): Promise<number> {
      return users.countDocuments({});
    },

    async listAsSystem(limit: number, offset = 0): Promise<User[]> {
      const documents = await users
        .find({})
        .sort({ created_at: -1 })
        .skip(offset)
        .limit(limit)
        .toArray();
      return documents.map((document) => userDocument.fromDocument(document));
    },

    /** Remembers that a session signed out, and forgets those whose tokens expired before `now`. */
    async endSession(userId: UserId, ended: EndedSession, now: Date): Promise<void> {
      const forget: Document = { $pull: { ended_sessions: { until: { $lt: now } } } };
      const remember: Document = { $push: { ended_sessions: ended } };
      await users.updateOne({ _id: userId }, forget);
      await users.updateOne({ _id: userId }, remember);
    },

    /**
     * Changes fields and raises the token version, which ends every session of the user.
     * @returns the user as changed, or null when there is none
     */
    async changeAndRevoke(
      userId: UserId,
      change: Partial<Pick<User, 'pwdHash' | 'status' | 'role' | 'mustChangePassword'>>,
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
