import { probeGateway } from '../../shared/gateway-probe';
import type { HttpClient } from '../../shared/http';
import type { GatewayVerdict, RotationWorld, Signing } from '../core/ports';

/** A cold start of the gateway takes a second or two. */
const TIMEOUT_MS = 10_000;

export interface GatewayAskerOptions {
  readonly http: HttpClient;
  readonly signing: Signing;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Asks the deployed gateway, through its API, whether it takes a key. */
export const createGatewayAsker =
  ({ http, signing: registered, now }: GatewayAskerOptions): RotationWorld['askGateway'] =>
  async (key, signing = registered): Promise<GatewayVerdict> => {
    const result = await probeGateway({ http, ...signing, key, now, timeoutMs: TIMEOUT_MS });
    if (result === 'ready') return 'accepted';
    return {
      refusal:
        'refused' in result ? `it answers ${result.refused}` : `no answer: ${result.unreachable}`,
    };
  };
