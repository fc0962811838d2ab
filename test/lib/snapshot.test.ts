import { join } from 'node:path';
import { formatFaults, loadEnvironments } from '../../lib/environment';
import { normalise } from '../support/normalise';
import { synthesise } from '../support/template';

const loaded = loadEnvironments(join(__dirname, '..', '..', 'environments'));
if (!loaded.ok) throw new Error(formatFaults(loaded.error));

// Lambda code, and the folder of the checkout, leave no trace in these: see normalise.test.ts.
describe.each(loaded.value.map((environment) => [environment.name, environment] as const))(
  'environment %s',
  (_, environment) => {
    const { gateway, auth0 } = synthesise(environment);

    test('Gateway stack', () => {
      expect(normalise(gateway.toJSON())).toMatchSnapshot();
    });

    test('Auth0 stack', () => {
      expect(normalise(auth0.toJSON())).toMatchSnapshot();
    });
  },
);
