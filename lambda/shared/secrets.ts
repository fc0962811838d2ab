import type { Result } from './result';

/** The staging labels of Secrets Manager: the value in use, the next one, the one before. */
export type SecretStage = 'AWSCURRENT' | 'AWSPENDING' | 'AWSPREVIOUS';

/** `absent`: no such secret, or no value in that stage. `unavailable`: not readable now. */
export type SecretFault = 'absent' | 'unavailable';

/** Where secrets are read. No caching here. */
export interface SecretStore {
  readonly read: (name: string, stage?: SecretStage) => Promise<Result<string, SecretFault>>;
}
