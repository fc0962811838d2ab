import { jsonResponse, parseJson, type LocalHandler } from '../http/message';
import { below, createRouter } from '../http/router';
import { PROVIDER_NAMES, type ProviderName, type Providers } from './providers';
import { readProviderState, STATES_IN_WORDS } from './state';

/**
 * All providers behind one port: the wire formats below `/<name>/`, and a switch for each state,
 * `PUT /<name>` with `{"state":"throttled"}`. `GET /` lists the states.
 */
export const createProvidersHandler = (providers: Providers): LocalHandler => {
  const list = () =>
    jsonResponse(
      200,
      Object.fromEntries(PROVIDER_NAMES.map((name) => [name, providers.stateOf(name)])),
    );
  const switches = createRouter(
    [
      { method: 'GET', path: '/', handle: list },
      {
        method: 'PUT',
        path: '/:name',
        handle: ({ body }, { name = '' }) => {
          const state = readProviderState(parseJson(body));
          if (!isProviderName(name)) return jsonResponse(404, { error: 'no_such_provider' });
          if (!state)
            return jsonResponse(400, {
              error: 'invalid_state',
              detail: `state: ${STATES_IN_WORDS}`,
            });
          providers.setState(name, state);
          return jsonResponse(200, state);
        },
      },
    ],
    () => jsonResponse(404, { error: 'not_found' }),
  );
  return (request) => {
    const name = PROVIDER_NAMES.find((known) => below(`/${known}`, request));
    const inner = name && below(`/${name}`, request);
    return !name || !inner || request.method === 'PUT'
      ? switches(request)
      : providers.handlers[name](inner);
  };
};

const isProviderName = (name: string): name is ProviderName =>
  PROVIDER_NAMES.some((known) => known === name);
