import { HEX, randomText, type RandomInt } from '../random';
import type { User } from './model';

/** The people of the tenant, by connection and phone number. */
export interface UserStore {
  readonly find: (connectionId: string, phoneNumber: string) => User | undefined;
  readonly byId: (id: string) => User | undefined;
  readonly add: (connectionId: string, phoneNumber: string) => User;
  readonly markVerified: (user: User) => User;
  readonly setBlocked: (user: User, blocked: boolean) => User;
}

export const createUserStore = (random: RandomInt, now: () => number): UserStore => {
  const byPlace = new Map<string, User>();
  const byId = new Map<string, User>();
  const placeOf = (connectionId: string, phoneNumber: string) => `${connectionId} ${phoneNumber}`;
  const keep = (user: User): User => {
    byPlace.set(placeOf(user.connectionId, user.phoneNumber), user);
    byId.set(user.id, user);
    return user;
  };
  return {
    find: (connectionId, phoneNumber) => byPlace.get(placeOf(connectionId, phoneNumber)),
    byId: (id) => byId.get(id),
    add: (connectionId, phoneNumber) =>
      keep({
        id: randomText(random, HEX, 24),
        connectionId,
        phoneNumber,
        createdAt: now(),
        verified: false,
      }),
    markVerified: (user) => keep({ ...user, verified: true }),
    setBlocked: (user, blocked) => keep({ ...user, blocked }),
  };
};
