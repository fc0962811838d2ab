import type { HttpClient } from '../../../lambda/shared/http';
import type { RandomInt } from '../../random';
import type { ConnectionStore } from '../connection-store';
import type { LogStore } from '../log-store';
import type { Application } from '../model';
import type { PhoneSystem } from '../phone/phone-system';
import type { TokenIssuer } from '../token-issuer';
import type { Take } from '../token-bucket';
import type { UserStore } from '../user-store';
import type { BruteForce } from './brute-force';
import type { CodeStore } from './codes';

/** What the Authentication API works with. */
export interface AuthenticationWorld {
  readonly application: (clientId: unknown) => Application | undefined;
  readonly connections: ConnectionStore;
  readonly users: UserStore;
  readonly codes: CodeStore;
  readonly bruteForce: BruteForce;
  readonly issuer: TokenIssuer;
  readonly phone: PhoneSystem;
  readonly logs: LogStore;
  /** One start of a sign-in from this address: allowed or not. */
  readonly takeStart: (address: string) => Take;
  readonly http: HttpClient;
  readonly gatewayTimeoutMs: number;
  readonly random: RandomInt;
  readonly now: () => number;
}
