import type { HttpClient } from '../../lambda/shared/http';
import { PROVIDER_NAMES, type Providers } from '../providers/providers';

/** Nobody listens there: port 1 is kept for a service that no machine has any more (RFC 1078). */
const CLOSED = 'http://127.0.0.1:1';

/**
 * All providers of the laptop share one port, which is always open. What goes to one that is down goes to
 * a port that is not, so that its connection is refused as a real one would be.
 */
export const refusingWhereDown = (
  http: HttpClient,
  providersUrl: string,
  { stateOf }: Pick<Providers, 'stateOf'>,
): HttpClient => ({
  request: (request) => {
    const name = PROVIDER_NAMES.find((known) => request.url.startsWith(`${providersUrl}/${known}`));
    return name !== undefined && stateOf(name).state === 'down'
      ? http.request({ ...request, url: CLOSED })
      : http.request(request);
  },
});
